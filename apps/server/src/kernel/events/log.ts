import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { NewEvent } from './event.ts';

/** Wakes readers when a transaction that wrote events commits. */
export const EVENTS_CHANNEL = 'materi_events';

/** Writes an event in the caller's transaction, so that both commit or neither does. */
export async function emitEvent(tx: Tx, event: NewEvent): Promise<void> {
  // One statement, because nearly every transaction ends with it.
  await sql`
    with written as (
      insert into events (id, type, aggregate_id, workspace_id, actor_id, data)
      values (${newId()}, ${event.type}, ${event.aggregateId}, ${event.workspaceId}, ${event.actorId},
        ${JSON.stringify(event.data)}::jsonb))
    select pg_notify(${EVENTS_CHANNEL}, '')`.execute(tx);
}
