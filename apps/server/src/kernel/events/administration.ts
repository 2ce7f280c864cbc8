import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { EVENTS_CHANNEL } from './log.ts';

/** An event as operators see it; its data stays inside. */
export interface EventLine {
  readonly position: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly createdAt: Date;
}

/** An event that a consumer gave up. */
export interface DeadLetter extends EventLine {
  readonly consumer: string;
  readonly eventId: string;
  readonly attempts: number;
  readonly error: string;
}

/** The newest events first. */
export async function listEvents(database: Database, limit: number): Promise<EventLine[]> {
  const { rows } = await sql<EventLine>`
    select position::text as position, type, aggregate_id as "aggregateId", created_at as "createdAt"
    from events order by events.position desc limit ${limit}`.execute(database.db);
  return rows;
}

export async function listDeadLetters(database: Database): Promise<DeadLetter[]> {
  const { rows } = await sql<DeadLetter>`
    select consumer, event_id as "eventId", attempts, error, position::text as position, type,
      aggregate_id as "aggregateId", events.created_at as "createdAt"
    from event_dead_letters join events on events.id = event_id order by consumer, events.position`.execute(
    database.db,
  );
  return rows;
}

/** Asks the consumers to try parked events again; answers how many. */
export async function redrive(database: Database, consumer: string | undefined): Promise<number> {
  const result = await sql`
    update event_dead_letters set redrive = true where ${consumer ?? null}::text is null or consumer = ${consumer ?? null}`.execute(
    database.db,
  );
  await sql`select pg_notify(${EVENTS_CHANNEL}, '')`.execute(database.db);
  return Number(result.numAffectedRows ?? 0n);
}

/** Sends a consumer back to the first event; it will handle all of them again. Answers whether there is such a consumer. */
export async function replay(database: Database, consumer: string): Promise<boolean> {
  const result = await sql`
    update event_consumers set xact = '0', position = 0, updated_at = now() where name = ${consumer}`.execute(
    database.db,
  );
  await sql`select pg_notify(${EVENTS_CHANNEL}, '')`.execute(database.db);
  return result.numAffectedRows === 1n;
}
