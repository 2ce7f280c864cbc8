import type { Migration } from '../../../kernel/db/migration.ts';
import { updateLog } from './0001-update-log.ts';
import { versions } from './0002-versions.ts';

export const collaborationMigrations: readonly Migration[] = [updateLog, versions];
