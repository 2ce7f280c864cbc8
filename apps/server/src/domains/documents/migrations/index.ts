import type { Migration } from '../../../kernel/db/migration.ts';
import { documents0001 } from './0001-documents.ts';
import { documentTags } from './0005-tags.ts';
import { documentChanges } from './0006-changed.ts';
import { activities } from './0002-activities.ts';
import { transfers } from './0003-transfers.ts';

export const documentsMigrations: readonly Migration[] = [
  documents0001,
  documentTags,
  activities,
  transfers,
  documentChanges,
];
