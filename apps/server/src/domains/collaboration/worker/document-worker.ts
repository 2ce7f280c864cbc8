import * as Y from 'yjs';
import { answerTasks } from '../../../kernel/workers/answer-tasks.ts';
import { createKnownState, type KnownState } from '../known-state.ts';
import { mergeAll } from '../tail.ts';
import { readUpdate, type UpdateFacts } from '../update-facts.ts';

const BODY = 'default';

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

const same = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;
const shown = (doc: Y.Doc) => doc.getXmlFragment(BODY).toString();

function knownOf(state: Uint8Array): KnownState {
  const known = createKnownState();
  known.add(readUpdate(state));
  return known;
}

/** Tasks that need a whole `Y.Doc` and therefore never run beside the sockets. */
export const documentTasks = {
  /**
   * One update that holds what all of them hold, with deleted content dropped.
   * Checked before it is returned: it must know every id and every deletion of
   * its parts, and a document made from it must equal the one it was made from.
   */
  compact: (updates: readonly Uint8Array[]): { snapshot: Uint8Array; stateVector: Uint8Array } => {
    const doc = documentOf(updates);
    const wanted = createKnownState();
    const facts = updates.map(readUpdate);
    for (const each of facts) wanted.add(each);
    let snapshot = Y.encodeStateAsUpdate(doc);
    let held = knownOf(snapshot);
    const lacks = (each: UpdateFacts) => held.addsContent(each) || held.addsDeletes(each);
    const left = updates.filter((_, at) => lacks(facts[at]!));
    if (left.length > 0) {
      // Yjs forgets some deletions of content that it has not seen yet; here nothing is forgotten.
      snapshot = mergeAll([snapshot, ...left]);
      held = knownOf(snapshot);
      if (facts.some(lacks)) throw new Error('the snapshot lacks part of the log');
    }
    if (!sameClocks(held.clocks(), wanted.clocks())) {
      throw new Error('the snapshot has another state vector than the log');
    }
    const again = documentOf([snapshot]);
    if (!Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(again))) throw new Error('the snapshot has other content ids');
    if (!same(Y.encodeStateAsUpdate(again), snapshot) && (again.share.size > 1 || shown(doc) !== shown(again))) {
      throw new Error('the snapshot shows another document');
    }
    return { snapshot, stateVector: held.stateVector() };
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

  /** The pages and blobs that the document points to. */
  derive: async (state: Uint8Array): Promise<{ links: string[]; blobs: string[] }> => {
    // Loaded with the first task that needs it, so that compaction stays small.
    const { blobIds, linkedDocumentIds, readBody } = await import('@materi/editor');
    const body = readBody(documentOf([state]));
    return { links: linkedDocumentIds(body), blobs: blobIds(body) };
  },
};

function sameClocks(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): boolean {
  return left.size === right.size && [...left].every(([client, clock]) => right.get(client) === clock);
}

export type DocumentTasks = typeof documentTasks;

answerTasks(documentTasks);
