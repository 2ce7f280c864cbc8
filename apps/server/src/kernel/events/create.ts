import { sql } from 'kysely';
import { Gauge } from 'prom-client';
import type { Database, Tx } from '../db/database.ts';
import { isAppError } from '../errors.ts';
import type { KernelTables } from '../schema.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { StoredEvent } from './event.ts';
import type { Events } from './events.ts';
import { EVENTS_CHANNEL, emitEvent } from './log.ts';
import { adoptRestoredEvents, eventsBetween, isSamePlace, standingOf, toPlacedEvent, type Place } from './reader.ts';

type Handle = (event: StoredEvent, tx: Tx) => Promise<void>;

interface Consumer {
  readonly name: string;
  readonly types: readonly string[];
  readonly handle: Handle;
  /** Tries of the event that stands next, while it fails. */
  failures: number;
  running: Promise<void> | null;
  /** News arrived while it was at work. */
  again: boolean;
  timer: NodeJS.Timeout | undefined;
  /** From the cursor to here there is nothing of its types. */
  passed: { readonly cursor: Place; readonly to: Place } | undefined;
  /** When the cursor was last moved past events of other types. */
  movedAt: number;
}

interface Needs {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How often to look without being woken, in milliseconds. */
  readonly pollMs?: number;
  /** Wait after the first failure, in milliseconds; doubles with each one. */
  readonly backoffMs?: number;
  /** After so many failures an event is parked, and the ones behind it go on. */
  readonly attempts?: number;
}

const BATCH = 100;
/** Between two looks of one consumer while others write events: what they wrote meanwhile is found at once. */
const GATHER_MS = 15;

/** The event log and those who follow it. The table `events` is the record; NOTIFY only wakes. */
export function createEvents(needs: Needs): Events {
  const { database, logger, pollMs = 5_000, backoffMs = 250, attempts = 5 } = needs;
  const consumers: Consumer[] = [];
  const parked = new Gauge({
    name: 'materi_events_parked_total',
    help: 'Events that a consumer gave up since the start.',
    labelNames: ['consumer'],
    registers: [needs.metrics],
  });
  let state: 'new' | 'running' | 'stopped' = 'new';
  let stopListening: (() => Promise<void>) | undefined;
  let poll: NodeJS.Timeout | undefined;

  /** Moves the cursor, and says whether it still stood where this process had seen it. */
  async function advance(tx: Tx, consumer: string, from: Place, to: Place): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update event_consumers set xact = ${to.xact}::xid8, position = ${to.position}::bigint, updated_at = now()
      where name = ${consumer} and xact = ${from.xact}::xid8 and position = ${from.position}::bigint`.execute(tx);
    return numAffectedRows === 1n;
  }

  const park = (tx: Tx, consumer: string, event: StoredEvent, tries: number, error: unknown) =>
    tx
      .withTables<KernelTables>()
      .insertInto('event_dead_letters')
      .values({ consumer, event_id: event.id, attempts: tries, error: describe(error) })
      .onConflict((conflict) =>
        conflict
          .columns(['consumer', 'event_id'])
          .doUpdateSet({ attempts: tries, error: describe(error), redrive: false, parked_at: new Date() }),
      )
      .execute();

  /** Works through what is there; resolves `true` when the next event failed and should wait. */
  async function drain(consumer: Consumer): Promise<boolean> {
    while (state === 'running') {
      const { cursor: stands, end, redrives } = await standingOf(database.db, consumer.name);
      if (redrives) await redrive(consumer);
      let cursor = stands;
      const { passed } = consumer;
      const after = passed !== undefined && isSamePlace(passed.cursor, cursor) ? passed.to : cursor;
      if (end === null) return false;
      if (isSamePlace(end, after)) {
        await moveOn(consumer, cursor, after);
        return false;
      }
      const batch = await eventsBetween(database.db, after, end, consumer.types, BATCH);
      let mine = true;
      for (const { event, place } of batch) {
        if (state !== 'running') return false;
        try {
          mine = await database.transaction(async (tx) => {
            // The row lock of the cursor lets one process at a time handle a consumer.
            if (!(await advance(tx, consumer.name, cursor, place))) return false;
            await consumer.handle(event, tx);
            return true;
          });
          consumer.failures = 0;
          if (!mine) break;
        } catch (error) {
          consumer.failures += 1;
          const last = consumer.failures >= attempts;
          logger[last ? 'error' : 'warn'](
            { err: error, consumer: consumer.name, type: event.type, eventId: event.id, attempt: consumer.failures },
            last ? 'an event was parked after repeated failures' : 'an event could not be handled',
          );
          if (!last) return true;
          const from = cursor;
          await database.transaction(async (tx) => {
            if (await advance(tx, consumer.name, from, place)) {
              await park(tx, consumer.name, event, consumer.failures, error);
            }
          });
          consumer.failures = 0;
          parked.inc({ consumer: consumer.name });
        }
        cursor = place;
      }
      if (mine && batch.length < BATCH) {
        consumer.passed = { cursor, to: end };
        await moveOn(consumer, cursor, end);
        // Who writes more wakes it again.
        return false;
      }
    }
    return false;
  }

  /**
   * Past the events of other types, so that the next process does not read them again. Now and then only: each
   * time is a write that must reach the disk, of every consumer after every event.
   */
  async function moveOn(consumer: Consumer, from: Place, to: Place): Promise<void> {
    if (performance.now() - consumer.movedAt < pollMs || isSamePlace(from, to)) return;
    consumer.movedAt = performance.now();
    await database.transaction((tx) => advance(tx, consumer.name, from, to));
  }

  /** Tries again the parked events for which an operator asked. */
  async function redrive(consumer: Consumer): Promise<void> {
    const { rows } = await sql<Parameters<typeof toPlacedEvent>[0] & { attempts: number }>`
      select position::text as position, xact::text as xact, events.id, type, aggregate_id, workspace_id, actor_id, data,
        created_at, attempts
      from event_dead_letters join events on events.id = event_id
      where consumer = ${consumer.name} and redrive order by events.xact, events.position limit ${BATCH}`.execute(
      database.db,
    );
    for (const row of rows) {
      const { event } = toPlacedEvent(row);
      try {
        await database.transaction(async (tx) => {
          await tx
            .withTables<KernelTables>()
            .deleteFrom('event_dead_letters')
            .where('consumer', '=', consumer.name)
            .where('event_id', '=', event.id)
            .execute();
          await consumer.handle(event, tx);
        });
      } catch (error) {
        logger.warn({ err: error, consumer: consumer.name, eventId: event.id }, 'a parked event failed again');
        await database.transaction((tx) => park(tx, consumer.name, event, row.attempts + 1, error));
      }
    }
  }

  function wake(consumer: Consumer): void {
    if (state !== 'running') return;
    if (consumer.running) {
      consumer.again = true;
      return;
    }
    clearTimeout(consumer.timer);
    consumer.timer = undefined;
    consumer.again = false;
    consumer.running = drain(consumer)
      .catch((error: unknown) => {
        if (state === 'running') logger.error({ err: error, consumer: consumer.name }, 'reading events failed');
        return true;
      })
      .then((wait) => {
        consumer.running = null;
        if (state !== 'running') return;
        if (wait) {
          const delay = Math.min(backoffMs * 2 ** Math.max(0, consumer.failures - 1), 30_000);
          consumer.timer = setTimeout(() => wake(consumer), delay);
        } else if (consumer.again) consumer.timer = setTimeout(() => wake(consumer), GATHER_MS);
      });
  }

  return {
    name: 'events',
    emit: emitEvent,
    subscribe(name, types, handle) {
      if (state !== 'new') throw new Error(`The event consumer ${name} was registered after the start.`);
      if (consumers.some((one) => one.name === name)) throw new Error(`Two event consumers are called ${name}.`);
      consumers.push({
        name,
        types,
        handle,
        failures: 0,
        running: null,
        again: false,
        timer: undefined,
        passed: undefined,
        movedAt: performance.now(),
      });
    },
    async start() {
      if (await adoptRestoredEvents(database)) logger.warn('the events of a restored database were put in order anew');
      state = 'running';
      // While one waits after a failure, news does not shorten its wait.
      const wakeAll = () => consumers.filter((one) => one.timer === undefined).forEach(wake);
      stopListening = await database.listen(EVENTS_CHANNEL, wakeAll);
      poll = setInterval(wakeAll, pollMs);
      wakeAll();
    },
    async stop() {
      state = 'stopped';
      clearInterval(poll);
      for (const consumer of consumers) clearTimeout(consumer.timer);
      await stopListening?.();
      await Promise.all(consumers.map((consumer) => consumer.running));
    },
    ready: () => (state === 'running' ? null : 'The event log has not started.'),
  };
}

const describe = (error: unknown): string =>
  (isAppError(error) ? `${error.code}: ${error.message}` : String(error)).slice(0, 2_000);
