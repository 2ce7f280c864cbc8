import { awarenessFrame, updateFrame } from './frames.ts';
import type { RelayLimits } from './limits.ts';
import { mergeAll } from './tail.ts';

/** Passes on what happens in a room: at once while it is quiet, gathered under load. */
export interface FanOut<Listener> {
  /** `frame` is the update as a frame, when there is one; `author` does not hear it, when told alone. */
  edit(update: Uint8Array, frame: Uint8Array | null, author: Listener | null): void;
  /** The presence of these Yjs clients is another one now. */
  presence(clients: readonly number[], author: Listener | null): void;
}

/** What came since the last frame, and who must not hear it. */
interface Window<Listener> {
  readonly authors: Set<Listener | null>;
  /** When the next frame may leave. */
  nextAt: number;
  scheduled: boolean;
}

/**
 * The first frame leaves at once. Those that follow within a few milliseconds leave together, as one update merged once
 * and encoded once for everybody (`Y.mergeUpdates`); presence leaves with the newest state of each client, more seldom
 * the larger the crowd. What took long to send is followed by as long a pause. Under load an author may hear its own edit again within what others wrote: to Yjs that is no news.
 */
export function createFanOut<Listener>(needs: {
  readonly listeners: ReadonlySet<Listener>;
  /** Sends an update that stands for so many edits, or presence (0). */
  deliver(listener: Listener, frame: Uint8Array, edits: number): void;
  /** All edits that are known were handed to `deliver`. */
  told(): void;
  /** The present states of these clients, as an awareness update; `null` when there is none. */
  statesOf(clients: ReadonlySet<number>): Uint8Array | null;
  now(): number;
  after(ms: number, run: () => void): void;
  readonly limits: Pick<RelayLimits, 'fanOutMs' | 'presenceMs' | 'presenceMsPerSocket'>;
}): FanOut<Listener> {
  const { listeners, limits, now } = needs;
  const edits: Window<Listener> = { authors: new Set(), nextAt: Number.NEGATIVE_INFINITY, scheduled: false };
  const presence: Window<Listener> = { authors: new Set(), nextAt: Number.NEGATIVE_INFINITY, scheduled: false };
  let updates: Uint8Array[] = [];
  let clients = new Set<number>();

  function tell(frame: Uint8Array, author: Listener | null | undefined, count: number): void {
    for (const listener of listeners) if (listener !== author) needs.deliver(listener, frame, count);
  }

  /** Sends now when the window allows it, else once when it does. */
  function open(window: Window<Listener>, lengthMs: () => number, send: () => void): void {
    const run = () => {
      window.scheduled = false;
      const began = now();
      window.nextAt = began + lengthMs();
      send();
      // At most half of the time is spent on it: reading and saving edits needs the other half.
      const ended = now();
      window.nextAt = Math.max(window.nextAt, ended + (ended - began));
      window.authors.clear();
    };
    if (window.scheduled) return;
    const wait = window.nextAt - now();
    if (wait <= 0) return run();
    window.scheduled = true;
    needs.after(wait, run);
  }

  /** The one who must not hear it; nobody when several wrote. */
  const soleAuthor = ({ authors }: Window<Listener>): Listener | null | undefined =>
    authors.size === 1 ? authors.values().next().value : undefined;

  function sendEdits(frame: Uint8Array | null): void {
    const gathered = updates;
    updates = [];
    const [first] = gathered;
    if (first === undefined) return;
    sendUpdates(first, gathered, frame, soleAuthor(edits));
    needs.told();
  }

  function sendUpdates(
    first: Uint8Array,
    gathered: readonly Uint8Array[],
    frame: Uint8Array | null,
    author: Listener | null | undefined,
  ): void {
    if (gathered.length === 1) return tell(frame ?? updateFrame(first), author, 1);
    let merged: Uint8Array;
    try {
      merged = mergeAll(gathered);
    } catch {
      // Well-formed nonsense that Yjs cannot merge: each goes as it came.
      for (const update of gathered) tell(updateFrame(update), author, 1);
      return;
    }
    tell(updateFrame(merged), author, gathered.length);
  }

  function sendPresence(): void {
    const told = clients;
    clients = new Set();
    const states = told.size === 0 ? null : needs.statesOf(told);
    if (states !== null) tell(awarenessFrame(states), soleAuthor(presence), 0);
  }

  return {
    edit(update, frame, author) {
      updates.push(update);
      edits.authors.add(author);
      open(
        edits,
        () => limits.fanOutMs,
        () => sendEdits(frame),
      );
    },
    presence(changed, author) {
      for (const client of changed) clients.add(client);
      presence.authors.add(author);
      open(presence, () => Math.max(limits.presenceMs, listeners.size * limits.presenceMsPerSocket), sendPresence);
    },
  };
}
