import { RELAY_CLOSE, type RelayCloseCode } from '@materi/contract/relay';
import { createAwarenessTable } from './awareness-table.ts';
import { createFanOut } from './fan-out.ts';
import { createDocumentState, type DocumentState, type StoredDocument } from './document-state.ts';
import { relayUnavailable } from './errors.ts';
import {
  awarenessFrame,
  HEARTBEAT_FRAME,
  readFrame,
  savedFrame,
  schemaFrame,
  step1Frame,
  step2Frame,
  updateFrame,
} from './frames.ts';
import type { RelayLimits } from './limits.ts';
import type { RelayMetrics } from './metrics.ts';
import { createLagging } from './lagging.ts';
import { createPlace, type Place } from './place.ts';
import type { Member, Seat } from './seat.ts';
import { createUnsavedEdits } from './unsaved-edits.ts';
import { MalformedUpdate, readStateVector, readUpdate, type UpdateFacts } from './update-facts.ts';

/** An accepted edit on its way to the log. */
export interface NewUpdate {
  readonly seq: number;
  readonly data: Uint8Array;
  readonly personId: string;
  /** `null` for edits made by the server. */
  readonly connectionId: string | null;
  /** Yjs client ids whose content it carries. */
  readonly clientIds: readonly number[];
  /** Set when the document's schema version rises with it. */
  readonly schemaVersion: number | null;
}

/** What an update without new content would do to the visible document. */
export interface Judgement {
  readonly changes: boolean;
  /** Everything that is deleted in the document as Yjs builds it, as an update. */
  readonly deletions: Uint8Array;
}

export interface RoomNeeds {
  readonly documentId: string;
  load(): Promise<StoredDocument>;
  /** Starts storing; the outcome comes by `durable` or `fail`. */
  append(update: NewUpdate): void;
  judge(whole: Uint8Array, update: Uint8Array): Promise<Judgement>;
  /** Notes that this person tried what they may not. */
  refused(personId: string): void;
  /** Milliseconds that only grow. */
  now(): number;
  /** Runs later; nothing happens in a room that has ended meanwhile. */
  after(ms: number, run: () => void): void;
  /** Called once, when the room has failed or closed. */
  onClosed(): void;
  readonly limits: RelayLimits;
  readonly log: { warn(fields: object, text: string): void; error(fields: object, text: string): void };
  readonly metrics: RelayMetrics;
}

/**
 * One open document. `loading` → `ready` → `closed`, or `failed` from either of the first two.
 * Holds the rules of SPEC.md and no clock, disk or network of its own.
 */
export interface Room {
  readonly state: 'loading' | 'ready' | 'failed' | 'closed';
  readonly members: number;
  /** Whether every accepted edit is on disk. */
  readonly settled: boolean;
  readonly lastSeq: number;
  readonly durableSeq: number;
  readonly schemaVersion: number;
  size(): ReturnType<DocumentState['size']>;
  join(member: Member): Seat;
  /** @throws AppError `relay.unavailable` (503) when the load or a commit failed */
  whole(): Promise<Uint8Array>;
  /** The same in pieces, for who merges them in another thread. */
  parts(): Promise<readonly Uint8Array[]>;
  /**
   * An edit made by the server; resolves when it is on disk, with its number in the log
   * (`null` when it brought nothing new).
   * @param basedOn The state that it was made from, when that was read earlier: the edit is refused when the room has
   *   lost a part of it since, because it would wait for that part for ever.
   * @throws MalformedUpdate, AppError `relay.unavailable` (503)
   */
  apply(
    update: Uint8Array,
    personId: string,
    schemaVersion: number | null,
    basedOn?: Uint8Array,
  ): Promise<number | null>;
  /** Everything up to `seq` is on disk. */
  durable(seq: number): void;
  fail(reason: string, error: unknown): void;
  /** A snapshot up to `seq` was stored. */
  adopt(snapshot: Uint8Array, seq: number): void;
  /** Lets the quiet ones hear something. */
  beat(): void;
  /** Ends all wires. */
  close(code: RelayCloseCode, reason: string): void;
}

/** Frames kept for a member whose rights are in question. */
const MOST_HELD = 10_000;

export function createRoom(needs: RoomNeeds): Room {
  const { documentId, limits, log, metrics, now } = needs;
  const places = new Set<Place>();
  const awareness = createAwarenessTable({
    idsPerSocket: limits.awarenessIdsPerSocket,
    stateBytes: limits.awarenessStateBytes,
  });
  const unsaved = createUnsavedEdits(limits);
  let state: Room['state'] = 'loading';
  let document: DocumentState | undefined;
  let schemaVersion = 0;
  /** A herd of joins shares one frame; it is not kept beyond the next heartbeat. */
  let lastAnswer: { update: Uint8Array; frame: Uint8Array } | undefined;
  let failure = 'the room is closed';
  /** Everything up to here was sent to those who keep up. */
  let toldSeq = 0;
  const lagging = createLagging({
    places,
    toldSeq: () => toldSeq,
    isReady: () => state === 'ready',
    send,
    catchUp,
    after: needs.after,
    limits,
    metrics,
  });
  const fanOut = createFanOut<Place>({
    listeners: places,
    deliver: lagging.deliver,
    told() {
      toldSeq = document?.lastSeq ?? 0;
    },
    statesOf: (clients) => awareness.statesOf(clients),
    now,
    after: needs.after,
    limits,
  });

  // Deferred by a microtask, so that the caller has the room before anything happens in it.
  const loaded: Promise<void> = Promise.resolve()
    .then(needs.load)
    .then((stored) => {
      if (state !== 'loading') return;
      const opened = createDocumentState(stored);
      document = opened;
      unsaved.startAt(opened.lastSeq);
      toldSeq = opened.lastSeq;
      schemaVersion = stored.schemaVersion;
      state = 'ready';
      for (const place of places) greet(place, opened);
      for (const place of places) drain(place);
    })
    .catch((error: unknown) => fail('the document could not be loaded', error));

  function ready(): DocumentState {
    if (state !== 'ready' || document === undefined) throw relayUnavailable(failure);
    return document;
  }

  /* What goes out */

  function send(place: Place, frame: Uint8Array): void {
    if (place.held !== null) {
      place.held.push(frame);
      if (place.held.length > MOST_HELD) place.end(RELAY_CLOSE.tryAgain, 'your rights could not be checked in time');
      return;
    }
    place.heardAt = now();
    place.member.wire.send(frame);
  }

  /** What it missed, in one update, and who is here now. What waits to be sent to all is in it too. */
  function catchUp(place: Place, after: number): void {
    const opened = ready();
    if (opened.lastSeq > after) send(place, updateFrame(opened.since(after)));
    const everybody = awareness.everybody();
    if (everybody !== null) send(place, awarenessFrame(everybody));
  }

  function greet(place: Place, opened: DocumentState): void {
    if (isOutdated(place) && place.member.wantsSaved) send(place, schemaFrame(schemaVersion));
    if (!place.member.readOnly) send(place, step1Frame(opened.stateVector()));
    const everybody = awareness.everybody();
    if (everybody !== null) send(place, awarenessFrame(everybody));
  }

  /* What comes in */

  function receive(place: Place, frame: Uint8Array): void {
    if (place.gone) return;
    if (state === 'loading' || place.blocks > 0) {
      place.waiting.push(frame);
      place.waitingBytes += frame.length;
      if (place.waitingBytes > limits.waitingBytes) {
        place.end(RELAY_CLOSE.tryAgain, 'too much was sent before the document was ready');
      } else {
        pause(place);
      }
      return;
    }
    handle(place, frame);
  }

  function drain(place: Place): void {
    while (!place.gone && state === 'ready' && place.blocks === 0) {
      const frame = place.waiting.shift();
      if (frame === undefined) break;
      place.waitingBytes -= frame.length;
      handle(place, frame);
    }
    if (!place.gone && place.waiting.length === 0 && !unsaved.areBehind(1)) resume(place);
  }

  function handle(place: Place, bytes: Uint8Array): void {
    if (document === undefined) return;
    try {
      const frame = readFrame(bytes);
      switch (frame.kind) {
        case 'step1': {
          if (!takeRequest(place)) return;
          const clocks = readStateVector(frame.stateVector);
          const { before, step2 } = document.answer(clocks, frame.stateVector);
          if (before !== null) send(place, updateFrame(before));
          send(place, answerFrame(step2));
          metrics.joins.inc();
          return;
        }
        case 'step2':
          return edit(place, frame.update, null);
        case 'update':
          return edit(place, frame.update, bytes);
        case 'awareness': {
          const presence = { id: place.member.connectionId, personId: place.member.personId };
          const changed = awareness.receive(presence, frame.entries);
          if (changed.length === 0) return;
          if (place.presence.take()) fanOut.presence(changed, place);
          else metrics.droppedPresence.inc();
          return;
        }
        case 'queryAwareness': {
          if (!takeRequest(place)) return;
          send(place, awarenessFrame(awareness.everybody() ?? Uint8Array.of(0)));
          return;
        }
      }
    } catch (error) {
      // A bug here must cost this room and not the process.
      if (!(error instanceof MalformedUpdate)) return fail('the document could not be worked on', error);
      metrics.malformed.inc();
      place.end(RELAY_CLOSE.malformed, `malformed: ${error.message}`);
    }
  }

  function answerFrame(update: Uint8Array): Uint8Array {
    if (lastAnswer?.update !== update) lastAnswer = { update, frame: step2Frame(update) };
    return lastAnswer.frame;
  }

  function takeRequest(place: Place): boolean {
    if (!place.requests.take()) {
      place.end(RELAY_CLOSE.tooFast, 'too many requests; wait a little');
    } else if (place.member.wire.backlog() > limits.backlogHardBytes) {
      place.end(RELAY_CLOSE.tryAgain, 'too slow: the connection does not keep up with the document');
    }
    return !place.gone;
  }

  /** `frame` is what the others hear; `null` when it has to be made. */
  function edit(place: Place, update: Uint8Array, frame: Uint8Array | null): void {
    const document = ready();
    const facts = readUpdate(update);
    const addsContent = document.addsContent(facts);
    if (!addsContent && !document.addsDeletes(facts)) return count(place, document.lastSeq);
    if (place.mayEdit && !place.member.readOnly && !isOutdated(place)) {
      const raised = place.member.schemaVersion;
      const { seq, data } = accept(update, facts, raised !== null && raised > schemaVersion ? raised : null, {
        personId: place.member.personId,
        connectionId: place.member.connectionId,
      });
      fanOut.edit(data, frame, place);
      count(place, seq);
      if (unsaved.areBehind(1)) pause(place);
      return;
    }
    if (addsContent) return refuse(place);
    // Whoever only reads deletes too: their Yjs tidies up marks that others' edits made superfluous.
    judgeDeletes(place, document, update);
  }

  function judgeDeletes(place: Place, document: DocumentState, update: Uint8Array): void {
    if (!place.judgements.take()) return refuse(place);
    place.blocks += 1;
    const seq = document.lastSeq;
    needs.judge(document.whole(), update.slice()).then(
      ({ changes, deletions }) => {
        place.blocks -= 1;
        if (place.gone || state !== 'ready') return;
        document.learn({ structs: [], deletes: readUpdate(deletions).deletes });
        if (changes) refuse(place);
        else count(place, seq);
        drain(place);
      },
      (error: unknown) => {
        log.error({ documentId, err: error }, 'An edit without right could not be judged.');
        place.end(RELAY_CLOSE.tryAgain, 'your changes could not be checked');
      },
    );
  }

  function refuse(place: Place): void {
    metrics.refusals.inc();
    needs.refused(place.member.personId);
    if (isOutdated(place)) {
      place.end(RELAY_CLOSE.reload, `reload: the document needs schema ${schemaVersion}`);
    } else {
      place.end(RELAY_CLOSE.noAccess, 'you may read this document but not edit it');
    }
  }

  function accept(
    update: Uint8Array,
    facts: UpdateFacts,
    raisedTo: number | null,
    author: { personId: string; connectionId: string | null },
  ): { seq: number; data: Uint8Array } {
    // A copy, for the frame is a view into what the network delivered.
    const data = update.slice();
    const seq = ready().push(data, facts);
    unsaved.add(seq, data.length);
    if (raisedTo !== null) raiseSchema(raisedTo);
    metrics.edits.inc();
    const clientIds = [...new Set(facts.structs.map((span) => span.client))];
    needs.append({ seq, data, ...author, clientIds, schemaVersion: raisedTo });
    return { seq, data };
  }

  function raiseSchema(version: number): void {
    schemaVersion = version;
    for (const place of places) {
      if (isOutdated(place) && place.member.wantsSaved) send(place, schemaFrame(version));
    }
  }

  const isOutdated = ({ member }: Place) => member.schemaVersion !== null && member.schemaVersion < schemaVersion;

  /** One more edit of this member was dealt with; it is saved once `seq` is on disk. */
  function count(place: Place, seq: number): void {
    place.unsaved.push(seq);
    if (seq <= unsaved.durableSeq) tellSaved(place);
  }

  function tellSaved(place: Place): void {
    let done = 0;
    while (done < place.unsaved.length && place.unsaved[done]! <= unsaved.durableSeq) done++;
    if (done === 0) return;
    place.unsaved = done === place.unsaved.length ? [] : place.unsaved.slice(done);
    place.saved += done;
    if (place.member.wantsSaved && !place.gone) send(place, savedFrame(place.saved));
  }

  function pause(place: Place): void {
    if (place.paused) return;
    place.paused = true;
    place.member.wire.pause();
  }

  function resume(place: Place): void {
    if (!place.paused) return;
    place.paused = false;
    place.member.wire.resume();
  }

  /* Beginning and end */

  function leave(place: Place): void {
    if (place.gone) return;
    place.gone = true;
    places.delete(place);
    place.waiting.length = 0;
    metrics.sockets.dec();
    const gone = awareness.leave(place.member.connectionId);
    if (gone.length > 0) fanOut.presence(gone, null);
  }

  function endAll(code: RelayCloseCode, reason: string): void {
    const all = [...places];
    // Nobody has to hear who leaves: all do.
    places.clear();
    for (const place of all) {
      place.gone = true;
      place.waiting.length = 0;
      metrics.sockets.dec();
      place.member.wire.close(code, reason);
    }
  }

  function fail(reason: string, error: unknown): void {
    if (state === 'failed' || state === 'closed') return;
    state = 'failed';
    failure = reason;
    metrics.failures.inc();
    log.error({ documentId, err: error }, `A room failed: ${reason}.`);
    endAll(RELAY_CLOSE.tryAgain, `${reason}; your changes are kept by your device and sent again`);
    unsaved.giveUp(relayUnavailable(reason));
    needs.onClosed();
  }

  return {
    get state() {
      return state;
    },
    get members() {
      return places.size;
    },
    get settled() {
      return state !== 'loading' && (document === undefined || unsaved.durableSeq === document.lastSeq);
    },
    get lastSeq() {
      return document?.lastSeq ?? 0;
    },
    get durableSeq() {
      return unsaved.durableSeq;
    },
    get schemaVersion() {
      return schemaVersion;
    },
    size: () => ready().size(),

    join(member) {
      const place = createPlace(member, { limits, now, receive, leave, send, drain });
      if (state === 'failed' || state === 'closed') {
        place.gone = true;
        member.wire.close(RELAY_CLOSE.tryAgain, failure);
        return place;
      }
      places.add(place);
      metrics.sockets.inc();
      if (document !== undefined) greet(place, document);
      return place;
    },

    async whole() {
      await loaded;
      return ready().whole();
    },

    async parts() {
      await loaded;
      return ready().parts();
    },

    async apply(update, personId, raisedTo, basedOn) {
      const facts = readUpdate(update);
      await loaded;
      const document = ready();
      if (basedOn !== undefined && document.addsContent(readUpdate(basedOn))) {
        throw relayUnavailable('an edit that yours builds on could not be stored; do the same again');
      }
      const adds = document.addsContent(facts) || document.addsDeletes(facts);
      let seq = document.lastSeq;
      if (adds) {
        const raised = raisedTo !== null && raisedTo > schemaVersion ? raisedTo : null;
        const accepted = accept(update, facts, raised, { personId, connectionId: null });
        seq = accepted.seq;
        fanOut.edit(accepted.data, null, null);
      }
      await unsaved.saved(seq);
      return adds ? seq : null;
    },

    durable(seq) {
      if (state !== 'ready' || seq <= unsaved.durableSeq) return;
      unsaved.reach(seq);
      for (const place of places) if (place.unsaved.length > 0) tellSaved(place);
      if (!unsaved.areBehind(0.5)) {
        for (const place of places) if (place.paused && place.blocks === 0 && place.waiting.length === 0) resume(place);
      }
    },

    fail,

    adopt(snapshot, seq) {
      if (state === 'ready') document?.adopt(snapshot, seq);
    },

    beat() {
      lastAnswer = undefined;
      const quietSince = now() - limits.heartbeatMs;
      for (const place of places) if (place.heardAt <= quietSince && place.held === null) send(place, HEARTBEAT_FRAME);
    },

    close(code, reason) {
      if (state === 'failed' || state === 'closed') return;
      state = 'closed';
      failure = reason;
      endAll(code, reason);
      unsaved.giveUp(relayUnavailable(reason));
      needs.onClosed();
    },
  };
}
