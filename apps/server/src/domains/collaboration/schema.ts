import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';

/** The history of every document: one row an edit, never changed, gone only with the document. */
type UpdateTable = {
  document_id: string;
  /** From 1, without gaps. A bigint, which the driver hands over as text. */
  seq: ColumnType<string, number, number>;
  /** A Yjs update, version 1. */
  data: Buffer;
  person_id: string;
  /** `null` for edits made by the server. */
  connection_id: string | null;
  client_ids: ColumnType<string[], number[], number[]>;
  created_at: Date;
};

/** The newest verified merge of a document; older ones are superseded and removed. */
type SnapshotTable = {
  document_id: string;
  up_to_seq: ColumnType<string, number, number>;
  data: Buffer;
  state_vector: Buffer;
  created_at: Date;
};

type StateTable = {
  document_id: string;
  /** `null` until somebody opens the document. */
  workspace_id: string | null;
  schema_version: Generated<number>;
  /** Links and blobs were derived from everything up to here. */
  derived_seq: ColumnType<string, number | undefined, number>;
};

export type CollaborationTables = {
  document_updates: UpdateTable;
  document_snapshots: SnapshotTable;
  document_states: StateTable;
};

/** The tables of this domain, inside a transaction or outside of one. */
export const tablesOf = (db: Db | Tx): Kysely<CollaborationTables> => db.withTables<CollaborationTables>();
