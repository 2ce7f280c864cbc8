import type { Migration } from '../../../kernel/db/migration.ts';

export const imports: Migration = {
  name: 'exchange/0001-imports',
  sql: `
    -- What was sent to be imported, until its job has ended.
    create table exchange_imports (
      id uuid primary key,
      workspace_id uuid not null,
      person_id uuid not null,
      parent_id uuid,
      created_at timestamptz not null
    );

    create table exchange_import_files (
      import_id uuid not null references exchange_imports (id) on delete cascade,
      path text not null,
      blob_name text not null,
      size_bytes bigint not null,
      primary key (import_id, path)
    );

    -- The ids that pages and files were given, so that a job that runs again makes the same ones.
    create table exchange_import_targets (
      import_id uuid not null references exchange_imports (id) on delete cascade,
      kind text not null check (kind in ('page', 'asset')),
      key text not null,
      target_id uuid not null,
      primary key (import_id, kind, key)
    );

    -- Archives that exports made, until they are swept.
    create table exchange_exports (
      job_id uuid primary key,
      blob_name text not null,
      created_at timestamptz not null
    );
  `,
};
