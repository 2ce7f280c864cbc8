import type { KeyScope } from '@materi/contract';

/** Who asks: a person, through a session or an API key. */
export interface Principal {
  readonly personId: string;
  readonly name: string;
  /** Set when they came through a session (access token or cookie). */
  readonly sessionId: string | null;
  /** Set when they came with an API key. */
  readonly keyId: string | null;
  /** `*` for sessions. */
  readonly scopes: readonly KeyScope[];
}
