import { AppError } from '../../kernel/errors.ts';

export const notificationNotFound = () =>
  new AppError('notification.not_found', 404, 'There is no such line in your inbox.');
