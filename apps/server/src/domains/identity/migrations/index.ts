import type { Migration } from '../../../kernel/db/migration.ts';
import { people } from './0001-people.ts';
import { settings } from './0002-settings.ts';

export const identityMigrations: readonly Migration[] = [people, settings];
