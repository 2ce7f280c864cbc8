import { AppError } from '../../../kernel/errors.ts';

export const lineGone = () =>
  new AppError('relay.line_gone', 410, 'This connection has ended. Open the events of the document again.');
export const lineOutOfOrder = (next: number) =>
  new AppError('relay.line_out_of_order', 409, `Messages come one after the other; the next is number ${next}.`);
export const lineBusy = () =>
  new AppError('relay.line_busy', 429, 'The document is not read at the moment. Send the same message again.', {
    retryAfterSeconds: 1,
  });
