import type { Migration } from '../../../kernel/db/migration.ts';
import { updateLog } from './0001-update-log.ts';

export const collaborationMigrations: readonly Migration[] = [updateLog];
