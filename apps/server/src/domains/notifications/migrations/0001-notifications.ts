import type { Migration } from '../../../kernel/db/migration.ts';

/** The inbox: a line for each person, page and session of work, and one for each place where they are mentioned. */
export const notifications0001: Migration = {
  name: 'notifications/0001-notifications',
  sql: `
create table notifications (
  id uuid primary key,
  person_id uuid not null,
  workspace_id uuid not null,
  document_id uuid not null,
  entry_key text not null,
  kind text not null check (kind in ('edited', 'mentioned')),
  people uuid[] not null,
  version_id uuid,
  block_id text,
  happened_at timestamptz not null,
  read_at timestamptz
);
create unique index notifications_once on notifications (person_id, entry_key);
create index notifications_latest on notifications (person_id, happened_at desc, id desc);
create index notifications_unread on notifications (person_id, workspace_id) where read_at is null;
create index notifications_by_document on notifications (document_id);
`,
};
