import type { Migration } from '../db/migration.ts';

export const masterKeyCheck: Migration = {
  name: 'kernel/0002-master-key-check',
  sql: `
    -- One sealed text, which only the master key of this data opens.
    create table master_key_check (
      slot integer primary key check (slot = 1),
      sealed bytea not null
    );
  `,
};
