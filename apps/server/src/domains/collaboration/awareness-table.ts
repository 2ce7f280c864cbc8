import { isUtf8 } from 'node:buffer';
import * as encoding from 'lib0/encoding';
import { MalformedUpdate, readBytes, readUint } from './update-facts.ts';

/** What the table needs to know of a connection. */
export interface Presence {
  readonly id: string;
  readonly personId: string;
}

/**
 * Who is here, as Yjs awareness (y-protocols/awareness): client id → clock and state.
 * States stay bytes; only ids and clocks are read.
 */
export interface AwarenessTable {
  /**
   * Takes an awareness update in. Returns the clients of which the others should hear.
   * @throws MalformedUpdate
   */
  receive(from: Presence, update: Uint8Array): readonly number[];
  /** The connection is gone: the clients of which the others should hear. */
  leave(connectionId: string): readonly number[];
  /** What is known of these clients, also that they left, as an awareness update; `null` when nothing is. */
  statesOf(clients: Iterable<number>): Uint8Array | null;
  /** Everybody, as an awareness update; `null` when nobody is here. */
  everybody(): Uint8Array | null;
}

interface State {
  readonly clock: number;
  readonly json: Uint8Array;
  /** The connection whose state this is. */
  owner: Presence;
}

interface Entry {
  readonly client: number;
  readonly clock: number;
  readonly json: Uint8Array;
}

const GONE: Uint8Array = Buffer.from('null');
const isGone = (json: Uint8Array) => json.length === 4 && Buffer.compare(json, GONE) === 0;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

function readEntries(update: Uint8Array, stateBytes: number): Entry[] {
  const cursor = { bytes: update, at: 0 };
  const entries: Entry[] = [];
  for (let left = readUint(cursor); left > 0; left--) {
    const client = readUint(cursor);
    const clock = readUint(cursor);
    const json = readBytes(cursor);
    if (json.length > stateBytes) throw new MalformedUpdate('a presence state is too large');
    // Not parsed, but a state that cannot be an object would make every reader stumble.
    if (!isGone(json) && (json[0] !== OPENING_BRACE || json.at(-1) !== CLOSING_BRACE || !isUtf8(json))) {
      throw new MalformedUpdate('a presence state is no JSON object');
    }
    entries.push({ client, clock, json });
  }
  if (cursor.at !== update.length) throw new MalformedUpdate('there are bytes after the end of the presence');
  return entries;
}

function encode(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, json } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarUint8Array(encoder, json);
  }
  return encoding.toUint8Array(encoder);
}

/** How many clocks of clients that left are remembered, so that late echoes do not bring them back. */
const REMEMBERED = 10_000;

export function createAwarenessTable(limits: { idsPerSocket: number; stateBytes: number }): AwarenessTable {
  const states = new Map<number, State>();
  /** Who left, and with which clock. */
  const left = new Map<number, { readonly clock: number; readonly personId: string }>();
  /** The first id that a connection announces is its own; others it may only pass on. */
  const ownIds = new Map<string, number>();
  const idsOf = new Map<string, Set<number>>();

  function forget(client: number): void {
    const state = states.get(client);
    if (state === undefined) return;
    states.delete(client);
    idsOf.get(state.owner.id)?.delete(client);
    left.delete(client);
    left.set(client, { clock: state.clock, personId: state.owner.personId });
    if (left.size > REMEMBERED) left.delete(left.keys().next().value!);
  }

  /** Whether the entry says something new that this connection may say; then it is taken in. */
  function accept(from: Presence, { client, clock, json }: Entry): boolean {
    const current = states.get(client);
    if (isGone(json)) {
      // y-websocket echoes what it hears, also that others left: only the owner's word counts.
      if (current === undefined || current.owner.id !== from.id || clock < current.clock) return false;
      states.set(client, { ...current, clock });
      forget(client);
      return true;
    }
    if (current === undefined) {
      // Clients that come back keep id and clock. The same from somebody else is a late echo of the one who left.
      const before = left.get(client);
      if (
        before !== undefined &&
        (clock < before.clock || (clock === before.clock && before.personId !== from.personId))
      ) {
        return false;
      }
    } else if (clock <= current.clock && current.owner.id !== from.id) {
      // The same person's new socket takes its state over from the old one that nobody has missed yet.
      if (clock < current.clock || !mayTakeOver(from, client, current)) return false;
    } else if (clock <= current.clock) {
      return false;
    } else if (current.owner.id !== from.id && !mayTakeOver(from, client, current)) {
      return false;
    }
    const ids = idsOf.get(from.id) ?? new Set();
    if (!ids.has(client) && ids.size >= limits.idsPerSocket) return false;
    if (current !== undefined) idsOf.get(current.owner.id)?.delete(client);
    idsOf.set(from.id, ids.add(client));
    if (!ownIds.has(from.id)) ownIds.set(from.id, client);
    const unchanged = current !== undefined && clock === current.clock;
    // A view of the frame would keep the whole frame in memory.
    states.set(client, { clock, json: unchanged ? current.json : json.slice(), owner: from });
    left.delete(client);
    return !unchanged;
  }

  function mayTakeOver(from: Presence, client: number, current: State): boolean {
    if (current.owner.personId !== from.personId) return false;
    const own = ownIds.get(from.id);
    return own === undefined || own === client || ownIds.get(current.owner.id) !== client;
  }

  return {
    receive(from, update) {
      const entries = readEntries(update, limits.stateBytes);
      return entries.filter((entry) => accept(from, entry)).map(({ client }) => client);
    },
    leave(connectionId) {
      const gone = [...(idsOf.get(connectionId) ?? [])].filter(
        (client) => states.get(client)?.owner.id === connectionId,
      );
      for (const client of gone) forget(client);
      idsOf.delete(connectionId);
      ownIds.delete(connectionId);
      return gone;
    },
    statesOf(clients) {
      const entries: Entry[] = [];
      for (const client of clients) {
        const here = states.get(client);
        const clock = here?.clock ?? left.get(client)?.clock;
        if (clock !== undefined) entries.push({ client, clock, json: here?.json ?? GONE });
      }
      return entries.length === 0 ? null : encode(entries);
    },
    everybody() {
      if (states.size === 0) return null;
      return encode([...states].map(([client, { clock, json }]) => ({ client, clock, json })));
    },
  };
}
