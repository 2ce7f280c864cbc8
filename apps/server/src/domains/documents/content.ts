import type { Principal } from '../identity/index.ts';
import type { Tx } from '../../kernel/db/database.ts';

/** A body that is ready to be stored: a Yjs update and the version of the schema it was made with. */
export interface PreparedContent {
  readonly update: Uint8Array;
  readonly schemaVersion: number;
}

/**
 * Writes the bodies of new pages; collaboration keeps them and hands this in.
 * Two steps, because a conversion takes long and a transaction must not.
 */
export interface InitialContent {
  /** Converts Markdown, outside of any transaction; with the properties of its front matter. */
  prepare(markdown: string): Promise<PreparedContent & { readonly properties?: Record<string, unknown> }>;
  /** The body of a page as it is now, with block ids of its own. `null` when nobody wrote in it yet. */
  copy(documentId: string): Promise<PreparedContent | null>;
  /** Stores the body of a page that was made in the same transaction. */
  write(tx: Tx, documentId: string, actor: Principal, content: PreparedContent): Promise<void>;
}
