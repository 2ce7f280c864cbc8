import type { Migration } from '../../../kernel/db/migration.ts';

export const backups0001: Migration = {
  name: 'backups/0001-settings',
  sql: `
    -- One row at most: how backups are made.
    create table backup_settings (
      slot smallint primary key check (slot = 1),
      daily boolean not null default false,
      hour smallint not null default 2 check (hour between 0 and 23),
      keep smallint not null default 14 check (keep between 1 and 365),
      -- The master key under the recovery passphrase, which is kept nowhere.
      sealed_key jsonb,
      set_by uuid not null,
      updated_at timestamptz not null
    );
  `,
};
