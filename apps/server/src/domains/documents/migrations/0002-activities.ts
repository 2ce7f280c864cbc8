import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * What happened to pages, grouped for people to read, who follows which page, and who put it in the trash.
 * `entry_key` names what may be told more than once (a session of work that goes on, an event that is heard again).
 */
export const activities: Migration = {
  name: 'documents/0002-activities',
  sql: `
create table document_activities (
  id uuid primary key,
  document_id uuid not null references documents (id) on delete cascade,
  entry_key text not null,
  kind text not null,
  people uuid[] not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  title text,
  version_id uuid,
  parent_id uuid
);
create unique index document_activities_once on document_activities (document_id, entry_key);
create index document_activities_latest on document_activities (document_id, ended_at desc, id desc);

create table document_follows (
  person_id uuid not null,
  document_id uuid not null references documents (id) on delete cascade,
  subpages boolean not null,
  since timestamptz not null,
  primary key (person_id, document_id)
);
create index document_follows_by_document on document_follows (document_id);

alter table documents add column trashed_by uuid;
`,
};
