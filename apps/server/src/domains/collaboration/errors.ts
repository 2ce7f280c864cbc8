import { AppError } from '../../kernel/errors.ts';

export const relayUnavailable = (reason: string) =>
  new AppError('relay.unavailable', 503, `The document cannot be edited right now: ${reason}. Try again in a moment.`, {
    retryAfterSeconds: 2,
  });
