import type { ColumnType, Kysely } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';

type WorkspaceTable = {
  workspace_id: string;
  number: ColumnType<number, never, never>;
  documents: ColumnType<number, number | undefined, number>;
  languages: ColumnType<string[], string[] | undefined, string[]>;
};

type QueueTable = {
  document_id: string;
  stamp: ColumnType<string, never, never>;
  tries: ColumnType<number, number | undefined, number>;
  due: ColumnType<Date, Date | undefined, Date>;
};

type StateTable = {
  one: ColumnType<boolean, true, never>;
  version: number;
  /** How far the list of all pages has been queued. */
  after_id: string | null;
  complete: boolean;
};

export type SearchTables = {
  search_workspaces: WorkspaceTable;
  search_queue: QueueTable;
  search_state: StateTable;
};

/** The tables of this domain, inside a transaction or outside of one. */
export const tablesOf = (db: Db | Tx): Kysely<SearchTables> => db.withTables<SearchTables>();
