import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto/vault.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';
import type { AccessChange } from './access.ts';

/** What identity needs from the rest of the house. */
export interface IdentityNeeds {
  readonly database: Database;
  readonly emit: Emit;
  readonly fanout: Fanout<{ access: AccessChange; stream: StreamMessage }>;
  readonly clock: Clock;
  /** Seals what must be read again: signing keys, and refresh tokens within their grace. */
  readonly secrets: Pick<Vault, 'seal' | 'open'>;
  readonly config: {
    /** The address under which people reach this instance, without a slash at the end. Asked for at each use. */
    publicUrl(): string;
  };
}
