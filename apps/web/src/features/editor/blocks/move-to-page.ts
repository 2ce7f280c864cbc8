import type { Editor } from '@tiptap/core';
import * as Y from 'yjs';
import { BODY_FRAGMENT, type BlockNode, writeBody } from '@materi/editor';
import { bodyOf, type DocumentSession } from '../session/session.ts';
import { BlockSelection } from './block-selection.ts';
import { deleteBlocks } from './removing.ts';
import type { BlockRange } from './units.ts';

/** How long a page may take to come before moving to it is given up. Nothing was changed by then. */
const PATIENCE_MS = 15_000;

/** Waits until a page is there and may be edited; throws when it does not come. */
function untilEditable(session: DocumentSession): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => finish(new Error('The page did not come in time.')), PATIENCE_MS);
    const finish = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error === undefined) resolve();
      else reject(error);
    };
    const look = () => {
      const { stage, editable, status } = session.state;
      if (stage === 'failed' || status?.kind === 'readonly') finish(new Error('The page cannot be edited.'));
      else if (stage === 'ready' && editable) finish();
    };
    stop = session.subscribe(look);
    look();
  });
}

/**
 * Puts blocks at the end of another page, and takes them out of this one once they are there. They keep
 * their ids, so that links to them can be followed by whoever looks for them.
 */
export async function moveToPage(
  editor: Editor,
  range: BlockRange,
  target: { session: DocumentSession; release(): void },
): Promise<void> {
  const { doc } = editor.state;
  const content = BlockSelection.create(doc, range.from, range.to).content().content.toJSON() as BlockNode[];
  const ids = new Set(
    BlockSelection.create(doc, range.from, range.to).blocks.map(({ node }) => String(node.attrs['id'])),
  );
  try {
    await untilEditable(target.session);
    const made = new Y.Doc();
    writeBody(made, { type: 'doc', content });
    const body = bodyOf(target.session);
    const blocks = made.getXmlFragment(BODY_FRAGMENT).toArray() as Y.XmlElement[];
    target.session.doc.transact(() => body.push(blocks.map((block) => block.clone())));
    made.destroy();
  } finally {
    target.release();
  }
  if (editor.isDestroyed) return;
  // Others may have written meanwhile: the blocks are found again by their ids.
  const { tr } = editor.state;
  const found: BlockRange[] = [];
  tr.doc.descendants((node, position) => {
    if (!ids.has(String(node.attrs['id']))) return !node.isTextblock;
    found.push({ from: position, to: position + node.nodeSize });
    return false;
  });
  for (const one of found.toReversed()) deleteBlocks(tr, one);
  editor.view.dispatch(tr);
}
