import type { Part } from '../part.ts';
import type { Tx } from '../db/database.ts';
import type { NewEvent, StoredEvent } from './event.ts';

/** Writes an event in the caller's transaction, so that both commit or neither does. */
export type Emit = (tx: Tx, event: NewEvent) => Promise<void>;

export interface Events extends Part {
  readonly emit: Emit;
  /**
   * Calls `handle` for every event of the given types, in order, at least once,
   * also for events from before a restart. `consumer` names the durable cursor.
   * Effects in the database belong in `tx`, which commits together with the
   * cursor. Register before `start`.
   */
  subscribe(consumer: string, types: readonly string[], handle: (event: StoredEvent, tx: Tx) => Promise<void>): void;
}
