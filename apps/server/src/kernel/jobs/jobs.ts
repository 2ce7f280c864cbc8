import type { Part } from '../part.ts';
import type { Tx } from '../db/database.ts';

export interface JobRequest {
  readonly kind: string;
  readonly workspaceId: string | null;
  readonly personId: string;
  /** JSON. */
  readonly payload: Record<string, unknown>;
  /** A second job of the same kind and key is not made while one is queued or running. */
  readonly uniqueKey?: string;
  readonly priority?: number;
}

export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly workspaceId: string | null;
  readonly personId: string;
  readonly payload: Record<string, unknown>;
  readonly status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** 0–1 */
  readonly progress: number;
  readonly message: string | null;
  readonly result: unknown;
  readonly error: { code: string; detail: string } | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** What a handler may do while it works. */
export interface JobRun {
  readonly job: JobRecord;
  /** Aborts when the job is cancelled or the process stops. */
  readonly signal: AbortSignal;
  /** `share` is 0–1. Writes at most a few times a second. */
  progress(share: number, message?: string): Promise<void>;
}

/**
 * Durable work for later. A job whose process died runs again from the start
 * when its lease ends, so handlers must be safe to repeat. A handler that throws
 * an `AppError` fails for good; any other error is tried again (at most 3 times).
 */
export interface Jobs extends Part {
  /** Register before `start`. */
  handle(kind: string, run: (run: JobRun) => Promise<unknown>): void;
  /** In the caller's transaction when one is given. */
  enqueue(request: JobRequest, tx?: Tx): Promise<JobRecord>;
  find(id: string): Promise<JobRecord | undefined>;
  cancel(id: string): Promise<void>;
}
