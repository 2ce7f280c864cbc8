import { AppError } from '../../kernel/errors.ts';

export const backupNotFound = () => new AppError('backup.not_found', 404, 'There is no such backup.');
