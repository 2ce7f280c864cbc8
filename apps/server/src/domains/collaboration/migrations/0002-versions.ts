import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * Versions are spans of the log: `last_seq` says what the page was like, the rest is what a list shows.
 * They are derived from the log (names and restores apart), so they are made when somebody looks.
 */
export const versions: Migration = {
  name: 'collaboration/0002-versions',
  sql: `
    create table document_versions (
      id uuid primary key,
      document_id uuid not null,
      first_seq bigint not null,
      last_seq bigint not null check (last_seq >= first_seq),
      kind text not null check (kind in ('session', 'restore')),
      people uuid[] not null,
      started_at timestamptz not null,
      ended_at timestamptz not null,
      closed boolean not null,
      name text,
      named_by uuid,
      named_at timestamptz,
      restored_from uuid,
      check ((name is null) = (named_by is null) and (name is null) = (named_at is null))
    );
    create unique index document_versions_order on document_versions (document_id, first_seq);
  `,
};
