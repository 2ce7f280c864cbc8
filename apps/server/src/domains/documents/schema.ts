import { sql, type ColumnType, type Kysely, type RawBuilder, type Selectable, type SqlBool } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';

interface DocumentTable {
  id: string;
  workspace_id: string;
  parent_id: string | null;
  title: string;
  /** The title as searches compare it (`foldTitle`). */
  title_key: string;
  icon: string | null;
  /** Sorts the page among its siblings by code unit; unique among the live ones. */
  position: string;
  /** Written as JSON text. */
  properties: ColumnType<Record<string, unknown>, string, string>;
  version: number;
  created_at: Date;
  created_by: string;
  updated_at: Date;
  trashed_at: Date | null;
  /** The page that was put in the trash and took this one along (itself, when it is that page); null when live. */
  trash_root_id: string | null;
  /** Who put it there; null when live, and for what went there before this was kept. */
  trashed_by: ColumnType<string | null, string | null | undefined, string | null>;
}

interface FavouriteTable {
  workspace_id: string;
  person_id: string;
  document_id: string;
  position: string;
}

interface VisitTable {
  workspace_id: string;
  person_id: string;
  document_id: string;
  visited_at: Date;
}

interface LinkTable {
  source_id: string;
  /** May name a page that does not exist. */
  target_id: string;
}

interface BlobTable {
  id: string;
  workspace_id: string;
  /** The name of the bytes in `kernel/blobs`; several rows may share it. */
  content_name: string;
  file_name: string;
  media_type: string;
  /** A bigint, which the driver hands over as text. */
  size_bytes: ColumnType<string, number, number>;
  created_at: Date;
  created_by: string;
  /** Since when no page may have held it: the last upload or the loss of a reference, whichever is later. */
  idle_since: Date;
}

interface DocumentBlobTable {
  document_id: string;
  blob_id: string;
}

interface BlobCopyTable {
  /** What bodies call the file. */
  blob_id: string;
  workspace_id: string;
  /** What it is in this workspace. */
  copy_id: string;
}

interface ActivityTable {
  id: string;
  document_id: string;
  /** Names what may be told again, within the page. */
  entry_key: string;
  kind: string;
  people: string[];
  started_at: Date;
  ended_at: Date;
  title: string | null;
  version_id: string | null;
  parent_id: string | null;
}

interface FollowTable {
  person_id: string;
  document_id: string;
  /** The pages below too. */
  subpages: boolean;
  since: Date;
}

export type DocumentTables = {
  documents: DocumentTable;
  document_favourites: FavouriteTable;
  document_visits: VisitTable;
  document_links: LinkTable;
  blobs: BlobTable;
  document_blobs: DocumentBlobTable;
  document_activities: ActivityTable;
  document_follows: FollowTable;
  blob_copies: BlobCopyTable;
};

export type DocumentRow = Selectable<DocumentTable>;
export type ActivityRow = Selectable<ActivityTable>;
export type BlobRow = Selectable<BlobTable>;

/** The tables of this domain, inside a transaction or outside of one. */
export const tablesOf = (db: Db | Tx): Kysely<DocumentTables> => db.withTables<DocumentTables>();

/** A condition: the column is one of these ids. One parameter, however many they are. */
export const among = (column: string, ids: readonly string[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} = any(${[...ids]}::uuid[])`;
