import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { absolutePositionToRelativePosition } from '@tiptap/y-tiptap';
import * as Y from 'yjs';

/** Which ProseMirror nodes stand for which shared types; y-tiptap keeps it. */
export type Mapping = Map<object, ProseMirrorNode | ProseMirrorNode[]>;

/**
 * The same as y-tiptap's `absolutePositionToRelativePosition`, which counts through all blocks above the
 * position. This one asks the document for the block and counts within it alone.
 */
export function relativePosition(
  doc: ProseMirrorNode,
  position: number,
  body: Y.XmlFragment,
  mapping: Mapping,
): Y.RelativePosition {
  const at = doc.resolve(position);
  // Between two blocks of the page.
  if (at.depth === 0) return countedPosition(position, body, mapping);
  const type = body.get(at.index(0));
  const inside = position - at.start(1);
  if (!(type instanceof Y.XmlElement) || type.length === 0) return countedPosition(position, body, mapping);
  // While a letter is being written the document is ahead of the body; the block is the same by its id.
  const id: unknown = at.node(1).attrs['id'];
  const isSame = mapping.get(type) === at.node(1) || (id !== null && type.getAttribute('id') === id);
  if (!isSame) return countedPosition(position, body, mapping);
  if (inside > 0) return countedPosition(inside, type, mapping);
  const first = type.get(0);
  return first instanceof Y.XmlText
    ? Y.createRelativePositionFromTypeIndex(first, 0, -1)
    : countedPosition(position, body, mapping);
}

const countedPosition = (position: number, type: Y.XmlFragment, mapping: Mapping) =>
  absolutePositionToRelativePosition(position, type as never, mapping as never) as Y.RelativePosition;
