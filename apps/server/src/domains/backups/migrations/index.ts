import type { Migration } from '../../../kernel/db/migration.ts';
import { backups0001 } from './0001-backups.ts';

export const backupsMigrations: readonly Migration[] = [backups0001];
