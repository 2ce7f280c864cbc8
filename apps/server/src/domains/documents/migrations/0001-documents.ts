import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * Pages, who likes and visited them, what links where, and uploaded files.
 *
 * `position` sorts by code unit (collation "C"), so that every database and every
 * client agree. `trash_root_id` is null for a live page; in the trash it is the page
 * that was put there, the same for everything that went along with it.
 */
export const documents0001: Migration = {
  name: 'documents/0001-documents',
  sql: `
create table documents (
  id uuid primary key,
  workspace_id uuid not null,
  parent_id uuid references documents (id),
  title text not null,
  title_key text not null,
  icon text,
  position text collate "C" not null,
  properties jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  created_by uuid not null,
  updated_at timestamptz not null,
  trashed_at timestamptz,
  trash_root_id uuid,
  check ((trashed_at is null) = (trash_root_id is null))
);
create index documents_by_workspace on documents (workspace_id, id);
create index documents_by_parent on documents (parent_id);
create index documents_in_trash on documents (trash_root_id) where trash_root_id is not null;
create unique index documents_order on documents (workspace_id, parent_id, position) nulls not distinct
  where trash_root_id is null;

create table document_favourites (
  workspace_id uuid not null,
  person_id uuid not null,
  document_id uuid not null references documents (id) on delete cascade,
  position text collate "C" not null,
  primary key (person_id, document_id)
);
create index document_favourites_by_document on document_favourites (document_id);
create unique index document_favourites_order on document_favourites (workspace_id, person_id, position);

create table document_visits (
  workspace_id uuid not null,
  person_id uuid not null,
  document_id uuid not null references documents (id) on delete cascade,
  visited_at timestamptz not null,
  primary key (person_id, document_id)
);
create index document_visits_by_document on document_visits (document_id);
create index document_visits_latest on document_visits (workspace_id, person_id, visited_at desc);

-- The target may be missing: not made yet, or destroyed.
create table document_links (
  source_id uuid not null references documents (id) on delete cascade,
  target_id uuid not null,
  primary key (source_id, target_id)
);
create index document_links_by_target on document_links (target_id);

create table blobs (
  id uuid primary key,
  workspace_id uuid not null,
  content_name text not null,
  file_name text not null,
  media_type text not null,
  size_bytes bigint not null,
  created_at timestamptz not null,
  created_by uuid not null,
  idle_since timestamptz not null
);
create unique index blobs_once on blobs (workspace_id, content_name, file_name, media_type);
create index blobs_idle on blobs (idle_since);

create table document_blobs (
  document_id uuid not null references documents (id) on delete cascade,
  blob_id uuid not null references blobs (id),
  primary key (document_id, blob_id)
);
create index document_blobs_by_blob on document_blobs (blob_id);
`,
};
