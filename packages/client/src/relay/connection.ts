import * as Y from 'yjs';
import { applyAwarenessUpdate, removeAwarenessStates, type Awareness } from 'y-protocols/awareness';
import { RELAY_FRAME_LIMIT_BYTES, RELAY_SCHEMA_PARAMETER } from '@materi/contract/relay';
import { afterClosing, backoffMs, type RelayReason } from './closing.ts';
import { openEventSocket } from './event-socket.ts';
import { awarenessFrame, readFrame, syncFrame } from './frames.ts';
import { createSavedLedger } from './ledger.ts';
import type { RelaySocket } from './socket.ts';
import { onWaking } from './waking.ts';
import { relayWaysTo, type RelayWay, type RelayWays } from './ways.ts';

export interface RelayState {
  /**
   * `connected` begins when the server's state has arrived on this connection;
   * `waiting` is between two tries; `stopped` ends only by `retry()`.
   */
  readonly phase: 'connecting' | 'connected' | 'waiting' | 'stopped';
  /** Whether the server's state has arrived at least once since this object was made. */
  readonly loaded: boolean;
  /** Changes made here that are not known to be on the server's disk. Zero is the only "saved". */
  readonly pendingChanges: number;
  /** The server takes no edits from this person, so none are sent. */
  readonly readOnly: boolean;
  /** Why the last connection ended; `null` while connected. */
  readonly reason: RelayReason | null;
  /** What the server said with the reason, when it said something. */
  readonly detail: string;
  /** How the server is reached now: `events` is slower and for where no WebSocket gets through. */
  readonly way: RelayWay;
}

export interface RelayConnectionOptions {
  /** Address of the relay without the document, for example `wss://materi.example/collab`. */
  url: string;
  documentId: string;
  doc: Y.Doc;
  awareness: Awareness;
  /** An access token or API key; `refresh` is true when the last one was refused. */
  token(refresh: boolean): Promise<string>;
  /** The newest document schema that this program knows. */
  schemaVersion: number;
  /** The person may only read: nothing is sent that would be an edit. */
  readOnly?: boolean;
  /**
   * Changes already in `doc` that no server has acknowledged. When not given, a document that
   * is not empty counts as one change, because nobody knows.
   */
  pendingChanges?: number;
  openSocket?(url: string): RelaySocket;
  /** The other way; takes the same address. */
  openEvents?(url: string): RelaySocket;
  /** What is known of the ways to the server; that of the page when it is not given. */
  ways?: RelayWays;
}

export interface RelayConnection {
  readonly state: RelayState;
  /** Number of the newest change made here. */
  readonly lastChange: number;
  /** Every change up to this number is on the server's disk. */
  readonly savedChange: number;
  /** Called after each change of `state`. Returns a function that ends it. */
  subscribe(listener: (state: RelayState) => void): () => void;
  /** Tries at once, also after `stopped`. */
  retry(): void;
  setReadOnly(readOnly: boolean): void;
  /** Sends what is not sent yet and ends the connection for good. The document stays usable. */
  close(): void;
}

/** A socket on which nothing was heard for this long is taken for dead. The server speaks every 15 s. */
const SILENCE_LIMIT_MS = 30_000;
/** The first word comes sooner, unless something on the way holds it back. */
const FIRST_WORD_MS = 8_000;
/** Changes within this time after a message travel together in the next one. */
const GATHER_MS = 8;
/** Cursors move often; this is how often others learn of it. */
const AWARENESS_GATHER_MS = 40;
const OPEN = 1;
/** What an update with nothing in it looks like (Yjs update encoding, version 1). */
const EMPTY_UPDATE = new Uint8Array([0, 0]);

/**
 * Keeps `doc` and the server's copy equal over the collaboration socket (interfaces.md) and knows
 * exactly which changes are on the server's disk. Connects at once, comes back by itself after a loss.
 *
 * Updates that came from here are applied with this connection as transaction origin; an update of
 * any other origin is a change made here.
 */
export function createRelayConnection(options: RelayConnectionOptions): RelayConnection {
  const { doc, awareness } = options;
  const ledger = createSavedLedger(options.pendingChanges ?? (doc.store.clients.size > 0 ? 1 : 0));
  const listeners = new Set<(state: RelayState) => void>();

  let socket: RelaySocket | null = null;
  let phase: RelayState['phase'] = 'connecting';
  let loaded = false;
  let readOnly = options.readOnly ?? false;
  let reason: RelayReason | null = null;
  let detail = '';
  const ways = options.ways ?? relayWaysTo(options.url);
  let way = ways.current;
  let heardAnything = false;
  let doubting = false;
  let startedAt = 0;
  let closed = false;
  let failures = 0;
  // Raised with each try and each loss, so that answers of an abandoned try are recognised.
  let attempt = 0;
  let refusedTokens = 0;
  let refusedEdits = 0;
  let heardAt = 0;
  // Until our step 2 is out, changes are held: that message carries all of them.
  let answered = false;
  let unsent: Uint8Array[] = [];
  let sentAt = 0;
  let sendTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let awarenessTimer: ReturnType<typeof setTimeout> | undefined;
  let state = snapshot();

  function snapshot(): RelayState {
    return { phase, loaded, pendingChanges: ledger.pendingChanges, readOnly, reason, detail, way };
  }

  function announce(): void {
    const next = snapshot();
    const keys = Object.keys(next) as (keyof RelayState)[];
    if (keys.every((key) => next[key] === state[key])) return;
    state = next;
    for (const listener of listeners) listener(state);
  }

  const canSend = () => socket !== null && socket.readyState === OPEN;
  const ownClock = () => Y.getState(doc.store, doc.clientID);

  function sendCounted(message: 'step2' | 'update', update: Uint8Array): void {
    const frame = syncFrame(message, update);
    if (frame.byteLength > RELAY_FRAME_LIMIT_BYTES) {
      stop('too-large');
      return;
    }
    // A reader's messages carry none of the changes made here, so they save none.
    if (readOnly) ledger.recordSentEmpty();
    else ledger.recordSent(ownClock());
    socket?.send(frame);
  }

  /** Step 2: all that the server lacks, and all of ours that it has not confirmed to be on disk. */
  function answer(stateVector: Uint8Array): void {
    clearTimeout(sendTimer);
    sendTimer = undefined;
    unsent = [];
    answered = true;
    if (readOnly) {
      sendCounted('step2', EMPTY_UPDATE);
      return;
    }
    const known = Y.decodeStateVector(stateVector);
    // The server may hold changes of ours that it has not put on disk yet. Sending those
    // again is harmless, and lets the acknowledgement of this message speak for all of them.
    const clock = known.get(doc.clientID) ?? 0;
    if (clock > ledger.savedClock) known.set(doc.clientID, ledger.savedClock);
    sendCounted('step2', Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known)));
  }

  function sendUnsent(): void {
    sendTimer = undefined;
    if (unsent.length === 0 || !canSend() || !answered || readOnly) return;
    const update = unsent.length === 1 && unsent[0] !== undefined ? unsent[0] : Y.mergeUpdates(unsent);
    unsent = [];
    sentAt = Date.now();
    sendCounted('update', update);
  }

  function onDocumentUpdate(update: Uint8Array, origin: unknown): void {
    if (origin === connection || readOnly) return;
    ledger.recordChange();
    if (answered && canSend()) {
      unsent.push(update);
      if (Date.now() - sentAt >= GATHER_MS && sendTimer === undefined) sendUnsent();
      else sendTimer ??= setTimeout(sendUnsent, GATHER_MS);
    }
    announce();
  }

  function sendAwareness(): void {
    awarenessTimer = undefined;
    if (canSend()) socket?.send(awarenessFrame(awareness, [awareness.clientID]));
  }

  function onAwarenessUpdate(
    changed: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ): void {
    if (origin === connection || !canSend()) return;
    if (![...changed.added, ...changed.updated, ...changed.removed].includes(awareness.clientID)) return;
    awarenessTimer ??= setTimeout(sendAwareness, AWARENESS_GATHER_MS);
  }

  function receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    switch (frame.kind) {
      case 'step1':
        answer(frame.stateVector);
        break;
      case 'step2':
        Y.applyUpdate(doc, frame.update, connection);
        loaded = true;
        phase = 'connected';
        reason = null;
        detail = '';
        failures = 0;
        refusedTokens = 0;
        break;
      case 'update':
        Y.applyUpdate(doc, frame.update, connection);
        break;
      case 'awareness':
        applyAwarenessUpdate(awareness, frame.states, connection);
        break;
      case 'query-awareness':
        socket?.send(awarenessFrame(awareness, [...awareness.getStates().keys()]));
        break;
      case 'saved':
        if (ledger.acknowledge(frame.messages)) refusedEdits = 0;
        break;
      case 'schema':
        // What comes after this may hold blocks that this program does not know and would destroy.
        if (frame.version > options.schemaVersion) return stop('reload');
        break;
      case 'unknown':
        break;
    }
    announce();
  }

  function dropSocket(): void {
    attempt += 1;
    answered = false;
    unsent = [];
    clearTimeout(sendTimer);
    clearTimeout(awarenessTimer);
    sendTimer = awarenessTimer = undefined;
    const old = socket;
    socket = null;
    old?.close();
    const others = [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID);
    if (others.length > 0) removeAwarenessStates(awareness, others, connection);
  }

  function stop(why: RelayReason, said = ''): void {
    dropSocket();
    clearTimeout(retryTimer);
    phase = 'stopped';
    reason = why;
    detail = said;
    announce();
  }

  function retryLater(why: RelayReason, said: string, leastDelayMs: number): void {
    dropSocket();
    failures += 1;
    phase = 'waiting';
    reason = why;
    detail = said;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => void connect(), Math.max(leastDelayMs, backoffMs(failures, Math.random())));
    announce();
  }

  function onClosed(code: number, said: string): void {
    // A code of ours was heard from the server itself.
    if (!heardAnything && code < 4_000) void ways.deaf(way, startedAt);
    const next = afterClosing(code);
    switch (next.action) {
      case 'retry':
        retryLater(next.reason, said, next.leastDelayMs);
        return;
      case 'stop':
        stop(next.reason, said);
        return;
      case 'refresh-token':
        refusedTokens += 1;
        if (refusedTokens > 2) stop('signed-out', said);
        else retryLater('signed-out', said, 0);
        return;
      case 'read-only':
        refusedEdits += 1;
        // An edit was refused, or all access is gone. As a reader we learn which of the two.
        if (readOnly || refusedEdits > 1) stop('no-access', said);
        else {
          readOnly = true;
          retryLater('no-access', said, 0);
        }
    }
  }

  async function connect(): Promise<void> {
    dropSocket();
    clearTimeout(retryTimer);
    const mine = attempt;
    phase = 'connecting';
    announce();
    let token: string;
    try {
      token = await options.token(refusedTokens > 0);
    } catch (error) {
      if (mine === attempt && !closed) retryLater('unreachable', error instanceof Error ? error.message : '', 0);
      return;
    }
    if (mine !== attempt || closed) return;
    const query = new URLSearchParams({ token, ack: '1', [RELAY_SCHEMA_PARAMETER]: String(options.schemaVersion) });
    const address = `${options.url}/${encodeURIComponent(options.documentId)}?${query}`;
    let opening: RelaySocket;
    try {
      way = ways.current;
      opening =
        way === 'events'
          ? (options.openEvents ?? openEventSocket)(address)
          : (options.openSocket?.(address) ?? (new WebSocket(address) as RelaySocket));
    } catch (error) {
      retryLater('unreachable', error instanceof Error ? error.message : '', 0);
      return;
    }
    ledger.startConnection();
    heardAt = startedAt = Date.now();
    heardAnything = false;
    socket = opening;
    opening.binaryType = 'arraybuffer';
    // Events of a socket that was given up may still come; they say nothing about the present one.
    const isCurrent = () => mine === attempt && !closed;
    opening.addEventListener('open', () => {
      if (!isCurrent()) return;
      heardAt = Date.now();
      opening.send(syncFrame('step1', Y.encodeStateVector(doc)));
      if (awareness.getLocalState() !== null) sendAwareness();
    });
    opening.addEventListener('message', (event: { data: ArrayBuffer }) => {
      if (!isCurrent()) return;
      heardAt = Date.now();
      if (!heardAnything) {
        heardAnything = true;
        ways.heard(way);
      }
      try {
        receive(new Uint8Array(event.data));
      } catch (error) {
        retryLater('malformed', error instanceof Error ? error.message : '', 2_000);
      }
    });
    opening.addEventListener('close', (event: { code: number; reason: string }) => {
      if (isCurrent()) onClosed(event.code, event.reason);
    });
    opening.addEventListener('error', () => {
      // What follows is always a close, which carries the code.
    });
  }

  /** Gives up a connection that says nothing although the server can be reached: what is slow altogether is waited for. */
  async function doubt(): Promise<void> {
    const mine = attempt;
    doubting = true;
    const reachable = await ways.reachable();
    doubting = false;
    if (!reachable || mine !== attempt || closed || heardAnything) return;
    await ways.deaf(way, startedAt);
    if (mine === attempt && !closed && !heardAnything) retryLater('silent', '', 0);
  }

  const silence = setInterval(() => {
    if (socket === null) return;
    if (Date.now() - heardAt > SILENCE_LIMIT_MS) retryLater('silent', '', 0);
    else if (!heardAnything && !doubting && Date.now() - startedAt > FIRST_WORD_MS) void doubt();
    else if (phase === 'connected' && way === 'events') {
      if (ways.current === 'websocket') void connect();
      else
        void ways.reconsider().then((better) => {
          if (better && !closed && way === 'events') void connect();
        });
    }
  }, 3_000);

  const stopWaking = onWaking(() => {
    if (phase === 'waiting') {
      failures = 0;
      void connect();
    }
  });

  const connection: RelayConnection = {
    get state() {
      return state;
    },
    get lastChange() {
      return ledger.lastChange;
    },
    get savedChange() {
      return ledger.savedChange;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry() {
      if (closed || phase === 'connected') return;
      failures = 0;
      refusedTokens = 0;
      refusedEdits = 0;
      void connect();
    },
    setReadOnly(next) {
      if (readOnly === next || closed) return;
      readOnly = next;
      refusedEdits = 0;
      // A new connection carries in its step 2 what was held back.
      void connect();
    },
    close() {
      if (closed) return;
      sendUnsent();
      closed = true;
      doc.off('update', onDocumentUpdate);
      awareness.off('update', onAwarenessUpdate);
      stopWaking();
      clearInterval(silence);
      clearTimeout(retryTimer);
      dropSocket();
      listeners.clear();
    },
  };

  doc.on('update', onDocumentUpdate);
  awareness.on('update', onAwarenessUpdate);
  void connect();
  return connection;
}
