import { AppError } from '../../../kernel/errors.ts';

export const contentUnreadable = (fault: string) =>
  new AppError('content.unreadable', 400, `The content cannot be read. ${fault}`, {
    faults: [{ path: 'body', message: fault }],
  });

export const contentTooLarge = () =>
  new AppError('content.too_large', 413, 'This is more than one page can hold. Split it into several pages.');

export const contentChanged = () =>
  new AppError('content.changed', 412, 'The page has changed since you read it. Read it again, then send your change.');
