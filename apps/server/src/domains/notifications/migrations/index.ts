import type { Migration } from '../../../kernel/db/migration.ts';
import { notifications0001 } from './0001-notifications.ts';

export const notificationsMigrations: readonly Migration[] = [notifications0001];
