import { AppError } from '../../kernel/errors.ts';

export const relayUnavailable = (reason: string) =>
  new AppError('relay.unavailable', 503, `The document cannot be edited right now: ${reason}. Try again in a moment.`, {
    retryAfterSeconds: 2,
  });

export const documentNotFound = () => new AppError('document.not_found', 404, 'There is no such document.');

export const workerFailed = (detail: string, cause?: unknown) =>
  new AppError('content.conversion_failed', 500, `The content could not be worked on: ${detail}.`, { cause });
