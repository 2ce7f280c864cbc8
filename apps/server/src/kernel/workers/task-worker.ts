import { Worker, type Transferable } from 'node:worker_threads';
import { AppError } from '../errors.ts';

/** What a worker answers to a task. */
export type TaskReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: TaskFault };

/** An error as it crosses the thread. */
export interface TaskFault {
  readonly message: string;
  readonly stack?: string;
  /** Set when it was an AppError. */
  readonly code?: string;
  readonly status?: number;
}

export interface TaskRequest {
  readonly id: number;
  readonly kind: string;
  readonly input: unknown;
}

/** A thread for work that would hold up everyone else. Starts with the first task and ends when idle. */
export interface TaskWorker<Tasks extends { [Kind in keyof Tasks]: (input: never) => unknown }> {
  /**
   * @throws whatever the task threw; AppError `work.too_long` (422) when it took longer than the limit
   *   (the thread is ended and the next task gets a new one)
   */
  run<Kind extends keyof Tasks & string>(
    kind: Kind,
    input: Parameters<Tasks[Kind]>[0],
    transfer?: readonly Transferable[],
  ): Promise<Awaited<ReturnType<Tasks[Kind]>>>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly request: TaskRequest;
  readonly transfer: readonly Transferable[];
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const tooLong = (kind: string, limitMs: number) =>
  new AppError(
    'work.too_long',
    422,
    `This took longer than ${Math.round(limitMs / 1000)} s (${kind}) and was stopped. Try it in smaller parts.`,
  );

const stopped = () =>
  new AppError('work.stopped', 503, 'The server is stopping. Try again in a moment.', { retryAfterSeconds: 5 });

function revive(fault: TaskFault): Error {
  if (fault.code !== undefined) return new AppError(fault.code, fault.status ?? 500, fault.message);
  const error = new Error(fault.message);
  if (fault.stack !== undefined) error.stack = fault.stack;
  return error;
}

/**
 * @param url the worker's module; it calls `answerTasks` (`answer-tasks.ts`)
 * @param limitMs the longest that one task may take
 * @param idleMs after how long without work the thread ends and gives its memory back
 */
export function createTaskWorker<Tasks extends { [Kind in keyof Tasks]: (input: never) => unknown }>({
  url,
  limitMs,
  idleMs,
  heapMegabytes = 512,
}: {
  url: URL;
  limitMs: number;
  idleMs: number;
  heapMegabytes?: number;
}): TaskWorker<Tasks> {
  const queue: Waiting[] = [];
  let worker: Worker | undefined;
  let current: Waiting | undefined;
  let limit: NodeJS.Timeout | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  let ended = false;

  const settle = (finish: (task: Waiting) => void): void => {
    clearTimeout(limit);
    const task = current;
    current = undefined;
    if (task !== undefined) finish(task);
    next();
  };

  const discard = (failed: Worker): void => {
    if (worker === failed) worker = undefined;
    void failed.terminate();
  };

  function start(): Worker {
    const started = new Worker(url, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    started.on('message', (reply: TaskReply) => {
      if (started !== worker || reply.id !== current?.request.id) return;
      settle((task) => (reply.ok ? task.resolve(reply.value) : task.reject(revive(reply.error))));
    });
    const fail = (error: Error): void => {
      if (started !== worker) return;
      worker = undefined;
      settle((task) => task.reject(error));
    };
    started.on('error', fail);
    started.on('exit', (code) => fail(new Error(`The worker ended with code ${code}.`)));
    started.unref();
    return started;
  }

  function next(): void {
    clearTimeout(idle);
    if (current !== undefined) return;
    const task = queue.shift();
    if (task === undefined) {
      idle = setTimeout(() => {
        if (worker !== undefined) discard(worker);
      }, idleMs);
      idle.unref();
      return;
    }
    worker ??= start();
    current = task;
    limit = setTimeout(() => {
      const slow = worker;
      if (slow !== undefined) discard(slow);
      settle(({ reject, request }) => reject(tooLong(request.kind, limitMs)));
    }, limitMs);
    worker.postMessage(task.request, [...task.transfer]);
  }

  return {
    run(kind, input, transfer = []) {
      if (ended) return Promise.reject(stopped());
      return new Promise((resolve, reject) => {
        const request = { id: nextId, kind, input };
        nextId += 1;
        queue.push({ request, transfer, resolve: resolve as (value: unknown) => void, reject });
        next();
      });
    },
    async stop() {
      ended = true;
      clearTimeout(limit);
      clearTimeout(idle);
      const waiting = current === undefined ? [...queue] : [current, ...queue];
      current = undefined;
      queue.length = 0;
      for (const { reject } of waiting) reject(stopped());
      const last = worker;
      worker = undefined;
      await last?.terminate();
    },
  };
}
