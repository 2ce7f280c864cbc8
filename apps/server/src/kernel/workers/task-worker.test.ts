import { afterEach, expect, test } from 'vitest';
import type { sampleTasks } from './sample-worker.ts';
import { createTaskWorker, type TaskWorker } from './task-worker.ts';

const url = new URL('./sample-worker.ts', import.meta.url);
let worker: TaskWorker<typeof sampleTasks>;
const open = (settings: { limitMs?: number; idleMs?: number } = {}) => {
  worker = createTaskWorker<typeof sampleTasks>({ url, limitMs: 10_000, idleMs: 10_000, ...settings });
  return worker;
};
afterEach(() => worker.stop());

test('tasks are answered, each with its own answer', async () => {
  const { run } = open();
  expect(await Promise.all([1, 2, 3].map((value) => run('double', value)))).toEqual([2, 4, 6]);
});

test('an expected failure keeps its code on the way', async () => {
  await expect(open().run('refuse', 'not now')).rejects.toMatchObject({
    code: 'sample.refused',
    status: 409,
    message: 'not now',
  });
});

test('a task that never ends is stopped, and the next one is done', async () => {
  const { run } = open({ limitMs: 500 });
  const endless = run('spin', undefined as never);
  const after = run('double', 21);
  await expect(endless).rejects.toMatchObject({ code: 'work.too_long' });
  expect(await after).toBe(42);
});

test('a thread that dies fails its task, and the next one is done', async () => {
  const { run } = open();
  const dying = run('die', 3);
  const after = run('double', 4);
  await expect(dying).rejects.toThrow(/ended with code/);
  expect(await after).toBe(8);
});

test('an idle thread ends and a later task starts another', async () => {
  const { run } = open({ idleMs: 1 });
  expect(await run('double', 1)).toBe(2);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await run('double', 5)).toBe(10);
});

test('what waits at the stop is told so', async () => {
  const opened = open();
  const waiting = opened.run('spin', undefined as never);
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'work.stopped' });
  await opened.stop();
  await outcome;
  await expect(opened.run('double', 1)).rejects.toMatchObject({ code: 'work.stopped' });
});
