import type { Migration } from '../../../kernel/db/migration.ts';

/** Imports stay known after they ended, so that people can look back and take one back. */
export const importHistory: Migration = {
  name: 'exchange/0002-import-history',
  sql: `
    alter table exchange_imports add column label text not null default '';
    -- What was sent is on disk until the import has ended.
    alter table exchange_imports add column staged boolean not null default true;
    alter table exchange_imports add column job_id uuid;
    alter table exchange_imports add column preview_job_id uuid;
    alter table exchange_imports add column finished_at timestamptz;
    alter table exchange_imports add column document_count integer not null default 0;
    alter table exchange_imports add column blob_count integer not null default 0;
    alter table exchange_imports add column undone_at timestamptz;
    create index exchange_imports_by_workspace on exchange_imports (workspace_id, created_at desc);
    create index exchange_imports_by_job on exchange_imports (job_id);
    create index exchange_imports_by_preview on exchange_imports (preview_job_id);
  `,
};
