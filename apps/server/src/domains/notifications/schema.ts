import type { Kysely, Selectable } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';

type NotificationTable = {
  id: string;
  person_id: string;
  workspace_id: string;
  document_id: string;
  /** What may be told again: the session of work, or the block with the mention. */
  entry_key: string;
  kind: 'edited' | 'mentioned';
  people: string[];
  version_id: string | null;
  block_id: string | null;
  happened_at: Date;
  read_at: Date | null;
};

export type NotificationRow = Selectable<NotificationTable>;

export type NotificationTables = { notifications: NotificationTable };

/** The table of this domain, inside a transaction or outside of one. */
export const tablesOf = (db: Db | Tx): Kysely<NotificationTables> => db.withTables<NotificationTables>();
