import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../ids.ts';
import { kernelMigrations } from '../migrations/index.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { listDeadLetters, redrive, replay } from './administration.ts';
import { createEvents } from './create.ts';
import type { Events } from './events.ts';
import { horizon } from './reader.ts';

let database: TestDatabase;
let started: Events[] = [];
beforeEach(async () => {
  database = await openTestDatabase(kernelMigrations);
  started = [];
});
afterEach(async () => {
  for (const events of started) await events.stop();
  await database.close();
});

function newEvents() {
  const events = createEvents({
    database: database.database,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    backoffMs: 5,
    attempts: 3,
    pollMs: 200,
  });
  started.push(events);
  return events;
}
const event = (type: string, number = 0) => ({
  type,
  aggregateId: newId(),
  workspaceId: null,
  actorId: null,
  data: { number },
});
const emitOne = (events: Events, type: string, number: number) =>
  database.database.transaction((tx) => events.emit(tx, event(type, number)));

test('a consumer hears its types in order, and nothing of a transaction that was rolled back', async () => {
  const events = newEvents();
  const heard: unknown[] = [];
  events.subscribe('reader', ['a.made'], async ({ data }) => void heard.push(data['number']));
  await events.start();
  for (let number = 1; number <= 5; number += 1) {
    await emitOne(events, 'a.made', number);
    await emitOne(events, 'b.made', 100);
  }
  const refused = database.database.transaction(async (tx) => {
    await events.emit(tx, event('a.made', 99));
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await emitOne(events, 'a.made', 6);
  await vi.waitFor(() => expect(heard).toEqual([1, 2, 3, 4, 5, 6]), { timeout: 10_000 });
});

test('events from before a restart are heard, once each', async () => {
  const first = newEvents();
  await emitOne(first, 'a.made', 1);
  const heard: unknown[] = [];
  for (let round = 0; round < 2; round += 1) {
    const events = newEvents();
    events.subscribe('reader', ['a.made'], async ({ data }) => void heard.push(data['number']));
    await events.start();
    await emitOne(events, 'a.made', 10 + round);
    await vi.waitFor(() => expect(heard).toContain(10 + round), { timeout: 10_000 });
    await events.stop();
  }
  expect(heard).toEqual([1, 10, 11]);
});

test('an event whose transaction commits late is not skipped', async (context) => {
  // With the embedded database an open transaction holds everyone's turn, so none can commit late.
  if (database.database.kind === 'embedded') return context.skip();
  const events = newEvents();
  const heard: unknown[] = [];
  events.subscribe('reader', ['a.made'], async ({ data }) => void heard.push(data['number']));
  await events.start();
  const written = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const late = database.database.transaction(async (tx) => {
    await events.emit(tx, event('a.made', 1));
    written.resolve();
    await release.promise;
  });
  await written.promise;
  await emitOne(events, 'a.made', 2);
  // Nothing may be read yet, although the second event is there: it would move readers past the first.
  expect(await horizon(database.database.db)).toBeNull();
  release.resolve();
  await late;
  await vi.waitFor(() => expect(heard.toSorted()).toEqual([1, 2]), { timeout: 10_000 });
});

test('the effect of a handler and its cursor commit together', async () => {
  const events = newEvents();
  let calls = 0;
  events.subscribe('reader', ['a.made'], async (_event, tx) => {
    calls += 1;
    await sql`insert into event_consumers (name) values ('effect')`.execute(tx);
    if (calls === 1) throw new Error('after the effect');
  });
  await events.start();
  await emitOne(events, 'a.made', 1);
  const effects = async () => {
    const { rows } = await sql`select 1 from event_consumers where name = 'effect'`.execute(database.database.db);
    return rows.length;
  };
  // Had the first effect stayed, the second would have broken the primary key.
  await vi.waitFor(async () => expect(await effects()).toBe(1), { timeout: 10_000 });
  expect(calls).toBe(2);
});

test('an event that always fails is parked, the ones behind it go on, and it can be tried again', async () => {
  const events = newEvents();
  const heard: unknown[] = [];
  let broken = true;
  events.subscribe('reader', ['a.made'], async ({ data }) => {
    if (broken && data['number'] === 1) throw new Error('poison');
    heard.push(data['number']);
  });
  await events.start();
  await emitOne(events, 'a.made', 1);
  await emitOne(events, 'a.made', 2);
  await vi.waitFor(() => expect(heard).toEqual([2]), { timeout: 10_000 });
  expect(await listDeadLetters(database.database)).toMatchObject([
    { consumer: 'reader', attempts: 3, error: 'Error: poison' },
  ]);
  broken = false;
  expect(await redrive(database.database, 'reader')).toBe(1);
  await vi.waitFor(() => expect(heard).toEqual([2, 1]), { timeout: 10_000 });
  expect(await listDeadLetters(database.database)).toEqual([]);
});

test('two processes with the same consumer handle each event once', async () => {
  const heard: unknown[] = [];
  const both = [newEvents(), newEvents()];
  for (const events of both) {
    events.subscribe('reader', ['a.made'], async ({ data }) => void heard.push(data['number']));
    await events.start();
  }
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  for (const number of numbers) await emitOne(both[number % 2]!, 'a.made', number);
  await vi.waitFor(async () => expect(heard.length).toBeGreaterThanOrEqual(40), { timeout: 10_000 });
  expect(heard).toEqual(numbers);
});

test('a consumer that is sent back hears everything again', async () => {
  const events = newEvents();
  const heard: unknown[] = [];
  events.subscribe('reader', ['a.made'], async ({ data }) => void heard.push(data['number']));
  await events.start();
  await emitOne(events, 'a.made', 1);
  await vi.waitFor(() => expect(heard).toEqual([1]), { timeout: 10_000 });
  expect(await replay(database.database, 'reader')).toBe(true);
  expect(await replay(database.database, 'nobody')).toBe(false);
  await vi.waitFor(() => expect(heard).toEqual([1, 1]), { timeout: 10_000 });
});

test('a consumer that nothing concerns moves its cursor on after a while', async () => {
  const events = newEvents();
  events.subscribe('reader', ['a.made'], async () => {});
  await events.start();
  for (let number = 1; number <= 3; number += 1) await emitOne(events, 'b.made', number);
  const left = async () => {
    const { rows } = await sql`select 1 from events, event_consumers own
      where own.name = 'reader' and events.position > own.position`.execute(database.database.db);
    return rows.length;
  };
  await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 10_000 });
});
