import { unsentPages } from './device-copies.ts';
import { hasUnkeptFiles } from './kept-files.ts';
import { createDocumentSession, type DocumentSession } from './session.ts';

type Needs = Parameters<typeof createDocumentSession>[0];

interface Held {
  session: DocumentSession;
  holders: number;
  stopLingering?: (() => void) | undefined;
}

const held = new Map<string, Held>();

/**
 * The session of a page for one holder. A page that was left keeps its connection until its changes
 * are on the server, so that going to another page never holds an edit back; and a screen that is
 * built twice in a row (StrictMode) meets the same session.
 */
export function holdSession(needs: Needs): { session: DocumentSession; release(): void } {
  const key = `${needs.person.id}:${needs.documentId}`;
  let entry = held.get(key);
  if (entry === undefined) {
    entry = { session: createDocumentSession(needs), holders: 0 };
    held.set(key, entry);
  }
  const mine = entry;
  mine.holders += 1;
  mine.stopLingering?.();
  mine.stopLingering = undefined;
  mine.session.enter();
  let released = false;
  return {
    session: mine.session,
    release() {
      if (released) return;
      released = true;
      mine.holders -= 1;
      if (mine.holders > 0) return;
      const closeWhenSaved = () => {
        if (mine.holders > 0 || !mine.session.isSettled()) return;
        mine.stopLingering?.();
        held.delete(key);
        mine.session.close();
      };
      // A moment later, because the next screen may hold the same page.
      const timer = setTimeout(() => {
        mine.session.leave();
        const stop = mine.session.subscribe(closeWhenSaved);
        mine.stopLingering = stop;
        closeWhenSaved();
      }, 100);
      mine.stopLingering = () => clearTimeout(timer);
    },
  };
}

/**
 * Sends what earlier visits left on this device: edits that were made offline to pages
 * that are not open now. Each is held only until its changes are on the server, or until the
 * server says that it will not take them.
 */
export async function sendUnsent(
  needs: Omit<Needs, 'documentId' | 'readOnly'>,
  onRefused: (documentId: string) => void,
): Promise<void> {
  try {
    for (const { documentId } of await unsentPages(needs.person.id)) {
      if (held.has(`${needs.person.id}:${documentId}`)) continue;
      const { session, release } = holdSession({ ...needs, documentId, readOnly: false });
      const stop = session.subscribe(() => {
        const { status } = session.state;
        if (status?.kind !== 'failed' || status.refused !== true) return;
        stop();
        onRefused(documentId);
      });
      release();
    }
  } catch {
    // A device that cannot list its databases sends each page's changes when the page is opened.
  }
}

/** Whether any page has a change or a file that would be lost if the program ended now. */
export function wouldLoseChanges(): boolean {
  return hasUnkeptFiles() || [...held.values()].some(({ session }) => session.wouldLose());
}
