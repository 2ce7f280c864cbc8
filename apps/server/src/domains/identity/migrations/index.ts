import type { Migration } from '../../../kernel/db/migration.ts';
import { people } from './0001-people.ts';

export const identityMigrations: readonly Migration[] = [people];
