import * as Y from 'yjs';
import { RELAY_MESSAGE } from '@materi/contract/relay';
import type { LogRow } from '../../../src/domains/collaboration/update-log.ts';
import { read } from '../client.ts';
import { difference, pageOf } from './pages.ts';
import { contentOf, createSpans, type Content, type Spans } from './spans.ts';

export type Right = 'edit' | 'read' | 'none';

/** Watches one connection from both ends. */
export interface WatchedVisit {
  /** The room is handed this frame. */
  received(frame: Uint8Array): void;
  /** The room sends this frame. */
  sent(frame: Uint8Array): void;
  /** The client has taken in the answer to its step 1. */
  synced(doc: Y.Doc): void;
}

/** Knows what was promised, sees what is on disk, and says when the two differ. Believes nothing that the program says. */
export interface Witness {
  /** The first broken promise. */
  readonly problem: string | null;
  readonly acknowledged: number;
  readonly trace: readonly string[];
  found(problem: string): void;
  note(text: () => string): void;
  committed(rows: readonly LogRow[]): void;
  snapshotKept(documentId: string, upToSeq: number, data: Uint8Array): void;
  /** The program has taken an edit in. */
  accepted(documentId: string, personId: string): void;
  /** An edit by the server was called stored. */
  stored(documentId: string, update: Uint8Array, author: number): void;
  visit(about: {
    readonly name: string;
    /** The Yjs client whose edits are made at the other end. */
    readonly author: number;
    readonly documentId: string;
    readonly personId: string;
    /** Edits of this connection may be refused. */
    readonly restricted: boolean;
    isLoaded(): boolean;
  }): WatchedVisit;
  /** Compares what a fresh start would build with every row that was ever committed. */
  checkStored(documentId: string, stored: readonly Uint8Array[], rows: ReadonlyMap<number, LogRow>): Y.Doc;
}

/** What is known of one page. */
interface PageRecord {
  readonly rows: Uint8Array[];
  readonly made: Spans;
  readonly deleted: Spans;
  /** How far the content of each Yjs client was acknowledged. */
  readonly acknowledged: Map<number, number>;
}

const SERVER = 'server';

export function createWitness(needs: {
  documentIds: readonly string[];
  now(): number;
  tracing: boolean;
  rightOf(documentId: string, personId: string): Right;
}): Witness {
  const records = new Map<string, PageRecord>(
    needs.documentIds.map((id) => [
      id,
      { rows: [], made: createSpans(), deleted: createSpans(), acknowledged: new Map() },
    ]),
  );
  const trace: string[] = [];
  let problem: string | null = null;
  let acknowledged = 0;

  const recordOf = (documentId: string) => records.get(documentId)!;

  function note(text: () => string): void {
    if (needs.tracing) trace.push(`${String(needs.now()).padStart(6)} ${text()}`);
  }

  function found(what: string): void {
    problem ??= what;
    note(() => `✘ ${what}`);
  }

  /** What of the content is not on disk now. */
  function lacking(documentId: string, content: Content, deletionsToo: boolean): string | null {
    const record = recordOf(documentId);
    const gone = content.made.find(({ client, from, to }) => !record.made.has(client, from, to));
    if (gone !== undefined) return `content ${gone.client}:${gone.from}–${gone.to}`;
    if (!deletionsToo) return null;
    let undeleted = content.deleted.filter(({ client, from, to }) => !record.deleted.has(client, from, to));
    if (undeleted.length === 0) return null;
    // Some deletions follow from content and are written nowhere.
    const built = createSpans();
    for (const [client, items] of Y.snapshot(pageOf(record.rows)).ds.clients) {
      for (const { clock, len } of items) built.add(client, clock, clock + len);
    }
    undeleted = undeleted.filter(({ client, from, to }) => !built.has(client, from, to));
    const [first] = undeleted;
    return first === undefined ? null : `the deletion of ${first.client}:${first.from}–${first.to}`;
  }

  /** What others made may be passed on before that on which it rests; what somebody made rests on what they know. */
  function acknowledge(documentId: string, content: Content, author: number): void {
    acknowledged += 1;
    const clocks = recordOf(documentId).acknowledged;
    for (const { client, to } of content.made) {
      if (client === author) clocks.set(client, Math.max(clocks.get(client) ?? 0, to));
    }
  }

  return {
    get problem() {
      return problem;
    },
    get acknowledged() {
      return acknowledged;
    },
    trace,
    found,
    note,

    committed(rows) {
      for (const { documentId, seq, data } of rows) {
        const record = recordOf(documentId);
        if (seq !== record.rows.length + 1) {
          return found(`the log of ${documentId} has ${record.rows.length} updates, and ${seq} was committed`);
        }
        record.rows.push(data.slice());
        const { made, deleted } = contentOf(data);
        for (const { client, from, to } of made) record.made.add(client, from, to);
        for (const { client, from, to } of deleted) record.deleted.add(client, from, to);
      }
      note(() => `committed ${rows.map(({ documentId, seq }) => `${documentId}/${seq}`).join(' ')}`);
    },

    snapshotKept(documentId, upToSeq, data) {
      note(() => `snapshot ${documentId}/${upToSeq}`);
      const rows = recordOf(documentId).rows.slice(0, upToSeq);
      if (rows.length < upToSeq)
        return found(`a snapshot of ${documentId} claims ${upToSeq} of ${rows.length} updates`);
      const differs = difference(pageOf(rows), pageOf([data]));
      if (differs !== null)
        found(`the snapshot of ${documentId} up to ${upToSeq} is not what the log says: ${differs}`);
    },

    accepted(documentId, personId) {
      if (personId !== SERVER && needs.rightOf(documentId, personId) !== 'edit') {
        found(`an edit of ${personId}, who may not edit ${documentId}, was taken in`);
      }
    },

    stored(documentId, update, author) {
      const content = contentOf(update);
      const lacks = lacking(documentId, content, true);
      if (lacks !== null) found(`an edit by the server was called stored, and ${lacks} is not on disk`);
      acknowledge(documentId, content, author);
    },

    visit({ name, author, documentId, personId, restricted, isLoaded }) {
      const received: Content[] = [];
      /** The client's answer to the room's step 1 is among what was received so far. */
      let answeredAt = Number.POSITIVE_INFINITY;
      let promised = 0;
      const answers: Map<number, number>[] = [];
      let counted = 0;
      let lax = restricted;
      const right = () => needs.rightOf(documentId, personId);

      function count(value: number): void {
        if (value < counted) return found(`${name} was told that ${value} are saved after ${counted}`);
        if (value > received.length) return found(`${name} was told that ${value} are saved, of ${received.length}`);
        lax ||= right() !== 'edit';
        for (const content of received.slice(counted, value)) {
          const lacks = lacking(documentId, content, !lax);
          if (lacks !== null) return found(`${name} was told that it is saved, and ${lacks} is not on disk`);
        }
        counted = value;
        // Before its answer is saved too, an edit may rest on something that this client knows and the room does not.
        if (counted < answeredAt) return;
        for (; promised < counted; promised++) acknowledge(documentId, received[promised]!, author);
      }

      return {
        received(frame) {
          lax ||= right() !== 'edit';
          if (frame[0] !== RELAY_MESSAGE.sync) return;
          const message = read(frame);
          if (message.kind === 'step2' || message.kind === 'update') received.push(contentOf(message.update));
          if (message.kind === 'step2') answeredAt = Math.min(answeredAt, received.length);
        },
        sent(frame) {
          const message = read(frame);
          note(() => `→ ${name} ${message.kind}${message.kind === 'saved' ? ` ${message.value}` : ''}`);
          if (right() === 'none') return found(`${name} hears ${message.kind} without the right to read ${documentId}`);
          if (message.kind === 'saved') count(message.value);
          if (message.kind === 'step1' || message.kind === 'step2' || message.kind === 'update') {
            if (!isLoaded()) found(`${name} hears ${message.kind} before ${documentId} was loaded`);
          }
          if (message.kind === 'step2') answers.push(new Map(recordOf(documentId).acknowledged));
        },
        synced(doc) {
          for (const [client, clock] of answers.shift() ?? []) {
            const known = Y.getState(doc.store, client);
            if (known < clock) {
              return found(`${name} is synced and knows ${known} of ${client}, of which ${clock} was acknowledged`);
            }
          }
        },
      };
    },

    checkStored(documentId, stored, rows) {
      const record = recordOf(documentId);
      const whole = pageOf(record.rows);
      record.rows.forEach((data, at) => {
        const kept = rows.get(at + 1)?.data;
        if (kept === undefined || Buffer.compare(kept, data) !== 0) found(`update ${at + 1} of ${documentId} is gone`);
      });
      const differs = difference(whole, pageOf(stored));
      if (differs !== null) found(`${documentId} as it is loaded is not what the log says: ${differs}`);
      for (const [client, clock] of record.acknowledged) {
        const known = Y.getState(whole.store, client);
        if (known < clock) found(`${documentId} knows ${known} of ${client}, of which ${clock} was acknowledged`);
      }
      return whole;
    },
  };
}
