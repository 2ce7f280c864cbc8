import type { Migration } from '../../../kernel/db/migration.ts';
import { search0001 } from './0001-search.ts';
import { search0002 } from './0002-word-lists.ts';
import { search0003 } from './0003-short-lists.ts';

export const searchMigrations: readonly Migration[] = [search0001, search0002, search0003];
