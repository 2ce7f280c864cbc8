import type { Migration } from '../../../kernel/db/migration.ts';

export const updateLog: Migration = {
  name: 'collaboration/0001-update-log',
  sql: `
    create table document_updates (
      document_id uuid not null,
      seq bigint not null check (seq > 0),
      data bytea not null,
      person_id uuid not null,
      connection_id uuid,
      client_ids bigint[] not null,
      created_at timestamptz not null,
      primary key (document_id, seq)
    );

    create table document_snapshots (
      document_id uuid not null,
      up_to_seq bigint not null,
      data bytea not null,
      state_vector bytea not null,
      created_at timestamptz not null,
      primary key (document_id, up_to_seq)
    );

    create table document_states (
      document_id uuid primary key,
      workspace_id uuid,
      schema_version integer not null default 0,
      derived_seq bigint not null default 0
    );
  `,
};
