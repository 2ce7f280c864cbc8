import {
  isBodyTooLarge,
  mergeBody,
  readBody,
  withBlockIds,
  writeBody,
  type Attributes as Properties,
  type BlockNode,
} from '@materi/editor';
import * as Y from 'yjs';
import { answerTasks } from '../../../kernel/workers/answer-tasks.ts';
import { mergeAll } from '../tail.ts';
import { takeLowerShare } from '../worker/lower-share.ts';
import { contentTooLarge } from './errors.ts';

// Each conversion library is loaded with the first task that needs it, so that
// a worker that only reads bodies stays small.
const markdown = () => import('@materi/editor/markdown');
const html = () => import('@materi/editor/html');

function documentOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return doc;
}

/** Asked in this thread: a body that is too large must not even be handed over. */
function small(body: BlockNode): BlockNode {
  if (isBodyTooLarge(body)) throw contentTooLarge();
  return body;
}

/** Conversions between a document's state, its body, Markdown and HTML. */
export const contentTasks = {
  readUpdates: (updates: readonly Uint8Array[]): BlockNode => readBody(documentOf(mergeAll(updates))),

  encode: (body: BlockNode): Uint8Array => {
    const doc = new Y.Doc();
    writeBody(doc, withBlockIds(body));
    return Y.encodeStateAsUpdate(doc);
  },

  /** The smallest edit that turns the document into the body; `null` when nothing differs. */
  merge: ({ state, body }: { state: Uint8Array; body: BlockNode }): Uint8Array | null => {
    const doc = documentOf(state);
    const before = Y.encodeStateVector(doc);
    let changed = false;
    doc.on('update', () => {
      changed = true;
    });
    mergeBody(doc, body);
    return changed ? Y.encodeStateAsUpdate(doc, before) : null;
  },

  readMarkdown: async (text: string) => {
    const read = (await markdown()).markdownToBody(text);
    small(read.body);
    return read;
  },
  writeMarkdown: async ({ body, properties }: { body: BlockNode; properties?: Properties }): Promise<string> =>
    (await markdown()).bodyToMarkdown(body, properties === undefined ? {} : { properties }),

  readHtml: async (text: string): Promise<BlockNode> => small((await html()).htmlToBody(text)),
  /** What keeps a body from outside from being shown whole; `null` when nothing does. */
  schemaFault: async (body: BlockNode): Promise<string | null> =>
    (await import('@materi/editor/schema-check')).schemaFault(body),
  writeHtml: async (body: BlockNode): Promise<string> => (await html()).bodyToHtml(body),
};

export type ContentTasks = typeof contentTasks;

takeLowerShare();
answerTasks(contentTasks);
