import { setTimeout as pause } from 'node:timers/promises';
import { createRelayConnection } from '@materi/client/relay';
import { BODY_FRAGMENT, newBlockId, SCHEMA_VERSION } from '@materi/editor';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { DemoPerson } from './people.ts';

/** The most paragraphs that one colleague leaves on a page; the oldest goes first. */
const KEPT = 3;

interface Rhythm {
  /** Letters in a minute; people who think write 150 to 250. */
  readonly lettersPerMinute: number;
  /** Pause after a sentence. */
  readonly restMs: number;
}

/**
 * Opens a page as a person would and writes the sentences into it, letter by
 * letter, with a caret that others see, until the signal ends it.
 */
export async function writeAlong(
  person: DemoPerson,
  url: string,
  documentId: string,
  sentences: readonly string[],
  { lettersPerMinute, restMs }: Rhythm,
  signal: AbortSignal,
): Promise<void> {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalStateField('user', { id: person.id, name: person.name, color: '#1766a6' });
  const connection = createRelayConnection({
    url: `${url.replace(/^http/, 'ws')}/collab`,
    documentId,
    doc,
    awareness,
    token: () => Promise.resolve(person.key),
    schemaVersion: SCHEMA_VERSION,
  });
  try {
    await loaded(connection, signal);
    const body = doc.getXmlFragment(BODY_FRAGMENT);
    const own: string[] = [];
    for (let turn = 0; !signal.aborted; turn++) {
      const sentence = sentences[turn % sentences.length] ?? '';
      const id = newBlockId();
      own.push(id);
      const text = addParagraph(body, id);
      for (const letter of sentence) {
        if (signal.aborted || text.doc === null) break;
        text.insert(text.length, letter);
        showCaret(awareness, text);
        await pause((60_000 / lettersPerMinute) * (0.6 + 0.8 * Math.random()), undefined, { signal });
      }
      await pause(restMs * (0.7 + 0.6 * Math.random()), undefined, { signal });
      if (own.length > KEPT) removeBlock(body, own.shift());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    awareness.destroy();
    connection.close();
  }
}

function loaded(connection: ReturnType<typeof createRelayConnection>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (connection.state.loaded) resolve();
      else if (connection.state.phase === 'stopped')
        reject(new Error(`The page did not open: ${connection.state.detail}`));
    };
    connection.subscribe(look);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    look();
  });
}

function addParagraph(body: Y.XmlFragment, id: string): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph');
  const text = new Y.XmlText();
  paragraph.setAttribute('id', id);
  paragraph.insert(0, [text]);
  // One paragraph is the least that a page has: an empty last one is replaced, not kept below.
  const last = body.length > 0 ? body.get(body.length - 1) : undefined;
  const lastIsEmpty = last instanceof Y.XmlElement && last.nodeName === 'paragraph' && last.toArray().length === 0;
  body.insert(lastIsEmpty ? body.length - 1 : body.length, [paragraph]);
  return text;
}

function removeBlock(body: Y.XmlFragment, id: string | undefined): void {
  const at = body.toArray().findIndex((node) => node instanceof Y.XmlElement && node.getAttribute('id') === id);
  if (at !== -1 && body.length > 1) body.delete(at);
}

/** As y-tiptap's caret plugin writes it. */
function showCaret(awareness: Awareness, text: Y.XmlText): void {
  const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, text.length)) as unknown;
  awareness.setLocalStateField('cursor', { anchor: at, head: at });
}
