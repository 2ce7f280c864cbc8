import type { Migration } from '../../../kernel/db/migration.ts';
import { documents0001 } from './0001-documents.ts';

export const documentsMigrations: readonly Migration[] = [documents0001];
