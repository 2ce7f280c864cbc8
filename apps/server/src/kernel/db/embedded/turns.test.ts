import { expect, test, vi } from 'vitest';
import { createTurns, URGENT_IN_A_ROW } from './turns.ts';

/** Who waits at the same moment gets turns in the order that is answered. */
async function orderOf(asked: readonly ('urgent' | 'ordinary')[]): Promise<string[]> {
  const turns = createTurns();
  const release = await turns.take();
  const order: string[] = [];
  const all = asked.map(async (kind, at) => {
    const pass = await turns.take(kind);
    order.push(`${kind} ${at}`);
    pass();
  });
  release();
  await Promise.all(all);
  await vi.waitFor(() => expect(turns.free()).toBe(true));
  return order;
}

test('turns come in the order in which they were asked for', async () => {
  expect(await orderOf(['ordinary', 'ordinary', 'ordinary'])).toEqual(['ordinary 0', 'ordinary 1', 'ordinary 2']);
});

test('who is urgent goes ahead of those who waited before, and not past another urgent one', async () => {
  expect(await orderOf(['ordinary', 'urgent', 'ordinary', 'urgent'])).toEqual([
    'urgent 1',
    'urgent 3',
    'ordinary 0',
    'ordinary 2',
  ]);
});

test('who is urgent and comes while the turn is being passed on goes ahead too', async () => {
  const passing: (() => void)[] = [];
  const turns = createTurns((run) => void passing.push(run));
  const release = await turns.take();
  const order: string[] = [];
  const ordinary = turns.take().then((pass) => (order.push('ordinary'), pass()));
  release();
  const urgent = turns.take('urgent').then((pass) => (order.push('urgent'), pass()));
  for (let run = passing.shift(); run; run = passing.shift()) {
    run();
    // oxlint-disable-next-line no-await-in-loop
    await Promise.resolve().then(() => {});
  }
  await Promise.all([ordinary, urgent]);
  expect(order).toEqual(['urgent', 'ordinary']);
});

test('who asks again at once is behind those whose word arrives before the turn is passed on', async () => {
  const passing: (() => void)[] = [];
  const turns = createTurns((run) => void passing.push(run));
  const release = await turns.take();
  const order: string[] = [];
  release();
  const again = turns.take().then(() => void order.push('again'));
  const urgent = turns.take('urgent').then((pass) => (order.push('urgent'), pass()));
  expect(turns.free()).toBe(false);
  passing.shift()!();
  await urgent;
  passing.shift()!();
  await again;
  expect(order).toEqual(['urgent', 'again']);
});

test('nobody waits for ever behind those who are urgent', async () => {
  const asked = [...Array.from({ length: 3 * URGENT_IN_A_ROW }, () => 'urgent' as const), 'ordinary' as const];
  const order = await orderOf(asked);
  expect(order.indexOf(`ordinary ${asked.length - 1}`)).toBe(URGENT_IN_A_ROW);
  expect(order).toHaveLength(asked.length);
});

test('one turn at a time, and passing it on twice gives it to nobody else', async () => {
  const turns = createTurns();
  const first = await turns.take();
  const second = turns.take('urgent');
  const third = turns.take();
  first();
  first();
  const pass = await second;
  expect(turns.free()).toBe(false);
  const late = await Promise.race([third.then(() => 'had a turn'), Promise.resolve('waits')]);
  expect(late).toBe('waits');
  pass();
  (await third)();
  await vi.waitFor(() => expect(turns.free()).toBe(true));
});
