import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * Pages keep the addresses of their files when they move to another workspace: what
 * they call `blob_id` is `copy_id` there. No reference to the original, which may go.
 */
export const transfers: Migration = {
  name: 'documents/0003-transfers',
  sql: `
create table blob_copies (
  blob_id uuid not null,
  workspace_id uuid not null,
  copy_id uuid not null references blobs (id) on delete cascade,
  primary key (blob_id, workspace_id)
);
create index blob_copies_by_copy on blob_copies (copy_id);
`,
};
