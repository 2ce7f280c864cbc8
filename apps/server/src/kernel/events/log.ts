import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { KernelTables } from '../schema.ts';
import type { NewEvent } from './event.ts';

/** Wakes readers when a transaction that wrote events commits. */
export const EVENTS_CHANNEL = 'materi_events';

/** Writes an event in the caller's transaction, so that both commit or neither does. */
export async function emitEvent(tx: Tx, event: NewEvent): Promise<void> {
  await tx
    .withTables<KernelTables>()
    .insertInto('events')
    .values({
      id: newId(),
      type: event.type,
      aggregate_id: event.aggregateId,
      workspace_id: event.workspaceId,
      actor_id: event.actorId,
      data: JSON.stringify(event.data),
    })
    .execute();
  await sql`select pg_notify(${EVENTS_CHANNEL}, '')`.execute(tx);
}
