import * as Y from 'yjs';
import { answerTasks } from '../../../kernel/workers/answer-tasks.ts';
import { createKnownState, type KnownState } from '../known-state.ts';
import { mentionsOf, type Mention } from '../mentions.ts';
import { mergeAll } from '../tail.ts';
import { readUpdate, type UpdateFacts } from '../update-facts.ts';
import { takeLowerShare } from './lower-share.ts';

const BODY = 'default';
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Yjs itself failed on well-formed updates: nobody can build this document. */
class Unbuildable extends Error {}

/** @throws Unbuildable */
function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
  } catch (error) {
    throw new Unbuildable('the updates make no document', { cause: error });
  }
  return doc;
}

const same = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;
const shown = (doc: Y.Doc) => doc.getXmlFragment(BODY).toString();

function knownOf(state: Uint8Array): KnownState {
  const known = createKnownState();
  known.add(readUpdate(state));
  return known;
}

/** How often content that was kept aside may find its place. Honest documents need one round. */
const ROUNDS = 4;

/** The document as one update, with what Yjs forgot: some deletions of content that it has not seen yet. */
function encodeWhole(doc: Y.Doc, updates: readonly Uint8Array[], facts: readonly UpdateFacts[]): Uint8Array {
  const encoded = Y.encodeStateAsUpdate(doc);
  const held = knownOf(encoded);
  const forgotten = updates.filter((_, at) => held.addsContent(facts[at]!) || held.addsDeletes(facts[at]!));
  if (forgotten.length === 0) return encoded;
  const whole = mergeAll([encoded, ...forgotten]);
  requireAll(knownOf(whole), facts);
  return whole;
}

function requireAll(held: KnownState, facts: readonly UpdateFacts[]): void {
  if (facts.some((each) => held.addsContent(each) || held.addsDeletes(each))) {
    throw new Error('the snapshot lacks part of the log');
  }
}

/** Whether two documents hold the same content and show the same. */
function isSame(left: Y.Doc, right: Y.Doc): boolean {
  if (!Y.equalSnapshots(Y.snapshot(left), Y.snapshot(right))) return false;
  return (
    same(Y.encodeStateAsUpdate(left), Y.encodeStateAsUpdate(right)) ||
    (left.share.size === 1 && shown(left) === shown(right))
  );
}

const placesAllOf = (doc: Y.Doc, other: Y.Doc) => {
  const clocks = Y.snapshot(doc).sv;
  return [...Y.snapshot(other).sv].every(([client, clock]) => (clocks.get(client) ?? 0) >= clock);
};

function compactBuilt(updates: readonly Uint8Array[], facts: readonly UpdateFacts[]) {
  const wanted = createKnownState();
  for (const each of facts) wanted.add(each);
  let doc = documentOf(updates);
  // A new document can place what an older one kept aside because it came in a bad order: then once more, from there.
  for (let round = 0; round < ROUNDS; round++) {
    const snapshot = encodeWhole(doc, updates, facts);
    const held = knownOf(snapshot);
    if (!sameClocks(held.clocks(), wanted.clocks())) {
      throw new Error('the snapshot has another state vector than the log');
    }
    const again = documentOf([snapshot]);
    if (isSame(doc, again)) return { snapshot, stateVector: held.stateVector() };
    if (!placesAllOf(again, doc)) throw new Error('a document made from the snapshot lacks content');
    doc = again;
  }
  throw new Error('the snapshot shows another document');
}

/** Tasks that need a whole `Y.Doc` and therefore never run beside the sockets. */
export const documentTasks = {
  /**
   * One update that holds what all of them hold, with deleted content dropped.
   * Checked before it is returned: it must know every id and every deletion of
   * its parts, and a document made from it must equal the one it was made from.
   */
  compact: (updates: readonly Uint8Array[]): { snapshot: Uint8Array; stateVector: Uint8Array } => {
    const facts = updates.map(readUpdate);
    try {
      return compactBuilt(updates, facts);
    } catch (error) {
      if (!(error instanceof Unbuildable)) throw error;
      // Nobody can show this document, and still nothing of it is dropped.
      const snapshot = mergeAll(updates);
      const held = knownOf(snapshot);
      requireAll(held, facts);
      return { snapshot, stateVector: held.stateVector() };
    }
  },

  /** Whether an update without new content would change what people see, and all that is deleted. */
  judge: ({
    state,
    update,
  }: {
    state: Uint8Array;
    update: Uint8Array;
  }): { changes: boolean; deletions: Uint8Array } => {
    const doc = documentOf([state]);
    const deletions = knownOf(Y.encodeStateAsUpdate(doc)).deletesOnly();
    const before = shown(doc);
    const clients = Y.snapshot(doc);
    Y.applyUpdate(doc, update);
    const changes = shown(doc) !== before || (doc.share.size > 1 && !Y.equalSnapshots(clients, Y.snapshot(doc)));
    return { changes, deletions };
  },

  /**
   * The pages, blobs and people that the document points to, and the edit that gives ids to
   * blocks from programs that set none (or the same one twice); `null` when all is well.
   */
  derive: async (
    updates: readonly Uint8Array[],
  ): Promise<{ links: string[]; blobs: string[]; mentions: Mention[]; repair: Uint8Array | null }> => {
    // Loaded with the first task that needs it, so that compaction stays small.
    const { blobIds, linkedDocumentIds, readBody, repairBlockIds } = await import('@materi/editor');
    const doc = documentOf([mergeAll(updates)]);
    const before = Y.encodeStateVector(doc);
    const repaired = repairBlockIds(doc);
    const body = readBody(doc);
    const repair = repaired > 0 ? Y.encodeStateAsUpdate(doc, before) : null;
    // What is no id leads nowhere, and may hold what the event store cannot keep.
    const links = linkedDocumentIds(body).filter((id) => ID.test(id));
    return { links, blobs: blobIds(body), mentions: mentionsOf(body), repair };
  },
};

function sameClocks(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): boolean {
  return left.size === right.size && [...left].every(([client, clock]) => right.get(client) === clock);
}

export type DocumentTasks = typeof documentTasks;

takeLowerShare();
answerTasks(documentTasks);
