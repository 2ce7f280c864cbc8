import { backupsMigrations } from './domains/backups/migrations/index.ts';
import { collaborationMigrations } from './domains/collaboration/migrations/index.ts';
import { documentsMigrations } from './domains/documents/migrations/index.ts';
import { exchangeMigrations } from './domains/exchange/migrations/index.ts';
import { identityMigrations } from './domains/identity/migrations/index.ts';
import { notificationsMigrations } from './domains/notifications/migrations/index.ts';
import { searchMigrations } from './domains/search/migrations/index.ts';
import type { Migration } from './kernel/db/migration.ts';
import { kernelMigrations } from './kernel/migrations/index.ts';

/** Every step of every domain, in the order in which they may refer to each other. */
export const migrations: readonly Migration[] = [
  ...kernelMigrations,
  ...identityMigrations,
  ...documentsMigrations,
  ...collaborationMigrations,
  ...exchangeMigrations,
  ...notificationsMigrations,
  ...backupsMigrations,
  ...searchMigrations,
];
