import type { ProblemFault } from '@materi/contract/problem';

/**
 * An expected failure with a stable code. Domains make these with small named
 * functions beside their services; anything else that is thrown is a bug and
 * reaches people only as `internal`.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  /** Faults in the input, when the input is to blame. */
  readonly faults: readonly ProblemFault[];
  /** Seconds after which trying again makes sense (becomes `Retry-After`). */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: string,
    status: number,
    message: string,
    options: { faults?: readonly ProblemFault[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export const isAppError = (error: unknown): error is AppError => error instanceof AppError;

/** The input is at fault: `path` names where (for example `body.title`). */
export const invalidInput = (path: string, message: string) =>
  new AppError('input.invalid', 400, message, { faults: [{ path, message }] });
