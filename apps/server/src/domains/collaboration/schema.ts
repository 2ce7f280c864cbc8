import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';
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

/** Verified merges of a document: the newest, and older ones at intervals, from which old versions are built. */
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

/** A span of the log that lists show as one version; see `history/`. */
type VersionTable = {
  id: string;
  document_id: string;
  first_seq: ColumnType<string, number, number>;
  last_seq: ColumnType<string, number, number>;
  kind: 'session' | 'restore';
  /** In the order of their first edit; nobody (the nil UUID) is left out. */
  people: string[];
  started_at: Date;
  ended_at: Date;
  /** Later edits begin a new version, however soon they come. */
  closed: boolean;
  name: string | null;
  named_by: string | null;
  named_at: Date | null;
  restored_from: string | null;
};

export type VersionRow = Selectable<VersionTable>;

export type CollaborationTables = {
  document_updates: UpdateTable;
  document_snapshots: SnapshotTable;
  document_states: StateTable;
  document_versions: VersionTable;
};

/** The tables of this domain, inside a transaction or outside of one. */
export const tablesOf = (db: Db | Tx): Kysely<CollaborationTables> => db.withTables<CollaborationTables>();
