import { sql } from 'kysely';
import type { Database, Db } from '../db/database.ts';
import type { KernelTables } from '../schema.ts';
import type { StoredEvent } from './event.ts';

/** A place in the order of events: by writing transaction, then by position. */
export interface Place {
  readonly xact: string;
  readonly position: string;
}

/** An event and its place. */
export interface PlacedEvent {
  readonly event: StoredEvent;
  readonly place: Place;
}

interface EventRow {
  position: string;
  xact: string;
  id: string;
  type: string;
  aggregate_id: string;
  workspace_id: string | null;
  actor_id: string | null;
  data: Record<string, unknown>;
  created_at: Date;
}

export const toPlacedEvent = (row: EventRow): PlacedEvent => ({
  place: { xact: row.xact, position: row.position },
  event: {
    id: row.id,
    position: BigInt(row.position),
    type: row.type,
    aggregateId: row.aggregate_id,
    workspaceId: row.workspace_id,
    actorId: row.actor_id,
    data: row.data,
    createdAt: row.created_at,
  },
});

const latest = sql`select xact, position from events where xact < pg_snapshot_xmin(pg_current_snapshot())
  order by events.xact desc, events.position desc limit 1`;

/**
 * The last event below which no other can still appear: every transaction older
 * than the oldest one at work has ended, so nothing will be added there.
 */
export async function horizon(db: Db): Promise<Place | null> {
  const { rows } = await sql<Place>`
    select xact::text as xact, position::text as position from (${latest}) latest`.execute(db);
  return rows[0] ?? null;
}

/** Events of the given types after one place and up to another, in order. */
export async function eventsBetween(
  db: Db,
  after: Place,
  upTo: Place,
  types: readonly string[],
  limit: number,
): Promise<PlacedEvent[]> {
  const { rows } = await sql<EventRow>`
    select position::text as position, xact::text as xact, id, type, aggregate_id, workspace_id, actor_id, data, created_at
    from events
    where (xact, position) > (${after.xact}::xid8, ${after.position}::bigint)
      and (xact, position) <= (${upTo.xact}::xid8, ${upTo.position}::bigint)
      and type = any(${[...types]}::text[])
    order by events.xact, events.position limit ${limit}`.execute(db);
  return rows.map(toPlacedEvent);
}

/** Where a consumer stands, how far it can go, and whether parked events are to be tried again. */
export interface Standing {
  readonly cursor: Place;
  readonly end: Place | null;
  readonly redrives: boolean;
}

/** In one statement, because every event that is written makes all consumers ask. A new consumer is entered at the beginning. */
export async function standingOf(db: Db, consumer: string): Promise<Standing> {
  const ask = async () => {
    const { rows } = await sql<Place & { end_xact: string | null; end_position: string | null; redrives: boolean }>`
      select own.xact::text as xact, own.position::text as position,
        latest.xact::text as end_xact, latest.position::text as end_position,
        exists (select 1 from event_dead_letters where consumer = own.name and redrive) as redrives
      from event_consumers own left join (${latest}) latest on true
      where own.name = ${consumer}`.execute(db);
    return rows[0];
  };
  let row = await ask();
  if (row === undefined) {
    await db
      .withTables<KernelTables>()
      .insertInto('event_consumers')
      .values({ name: consumer })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    row = (await ask())!;
  }
  const { xact, position, end_xact, end_position, redrives } = row;
  const end = end_xact === null || end_position === null ? null : { xact: end_xact, position: end_position };
  return { cursor: { xact, position }, end, redrives };
}

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.xact === other.xact && one.position === other.position;

/**
 * A database that was restored into a new server starts to count its
 * transactions anew, and events from "later" transactions would stay invisible
 * for ages. All of them are then filed under the oldest transaction: their positions keep the order.
 */
export async function adoptRestoredEvents(database: Database): Promise<boolean> {
  const future = sql`pg_snapshot_xmax(pg_current_snapshot())`;
  const { rows } = await sql`select 1 from events where xact >= ${future} limit 1`.execute(database.db);
  if (rows.length === 0) return false;
  await database.transaction(async (tx) => {
    await sql`update events set xact = '3'`.execute(tx);
    await sql`update event_consumers set xact = '3' where xact > '0'`.execute(tx);
  });
  return true;
}
