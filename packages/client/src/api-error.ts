import type { Problem, ProblemFault } from '@materi/contract';

/**
 * An answer that is not a success, or no answer at all.
 * `status` is 0 and `code` is `network.unreachable` when the server could not be reached.
 * `message` is a sentence that may be shown to people.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly ProblemFault[];
  /** Seconds to wait before another try, when the server said so (`Retry-After`). */
  readonly retryAfter: number | null;

  constructor(
    problem: Pick<Problem, 'status' | 'code' | 'detail' | 'title' | 'errors'>,
    retryAfter: number | null = null,
  ) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.faults = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }

  /** Whether the server could not be reached, so that the same request may succeed later. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }
}

export const unreachable = () =>
  new ApiError({
    status: 0,
    code: 'network.unreachable',
    title: 'The server cannot be reached.',
    detail: 'The server cannot be reached. Check the connection and try again.',
  });

/** Reads the error out of an answer; answers that carry no problem document get one made from their status. */
export async function readProblem(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get('retry-after'));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = null;
  }
  if (isProblem(body)) return new ApiError({ ...body, status: response.status }, retryAfter);
  const title = `The server answered ${response.status} ${response.statusText}`.trim() + '.';
  return new ApiError({ status: response.status, code: `http.${response.status}`, title }, retryAfter);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
}
