import type { Migration } from '../../../kernel/db/migration.ts';
import { importHistory } from './0002-import-history.ts';
import { imports } from './0001-imports.ts';

export const exchangeMigrations: readonly Migration[] = [imports, importHistory];
