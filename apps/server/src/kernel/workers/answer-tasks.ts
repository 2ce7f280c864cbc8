import { parentPort } from 'node:worker_threads';
import { isAppError } from '../errors.ts';
import type { TaskFault, TaskReply, TaskRequest } from './task-worker.ts';

function describeFault(error: unknown): TaskFault {
  if (isAppError(error)) return { message: error.message, code: error.code, status: error.status };
  if (error instanceof Error)
    return { message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  return { message: String(error) };
}

/** In a worker's module: answers each task with the function of its kind. */
export function answerTasks(tasks: Record<string, (input: never) => unknown>): void {
  parentPort?.on('message', async ({ id, kind, input }: TaskRequest) => {
    let reply: TaskReply;
    try {
      const task = tasks[kind];
      if (task === undefined) throw new Error(`The worker knows no task “${kind}”.`);
      reply = { id, ok: true, value: await task(input as never) };
    } catch (error) {
      reply = { id, ok: false, error: describeFault(error) };
    }
    parentPort?.postMessage(reply);
  });
}
