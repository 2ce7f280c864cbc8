import { ApiError } from '@materi/client';

/** Whether the same request may be taken later: the server was not there, is busy, or asks to sign in again. */
export const isLater = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500);
