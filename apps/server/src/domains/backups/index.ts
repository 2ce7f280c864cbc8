export { createBackups, type Backups } from './backups.ts';
export { registerBackupRoutes } from './routes.ts';
