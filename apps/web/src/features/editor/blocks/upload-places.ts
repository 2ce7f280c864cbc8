import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Mappable } from '@tiptap/pm/transform';

/** Where a file will stand. Others may write around it meanwhile, so ids of blocks say it best. */
export interface UploadPlace {
  /** The block behind which it was added; `null` for a block that has no id yet. */
  readonly anchorId: string | null;
  /** Where that block stood, for when it is there no more. */
  readonly position: number;
  /** The ids that the blocks of the files added there have or will have, in their order: its own among them. */
  readonly line: readonly string[];
}

interface Spot {
  position: number;
  /** The empty paragraph at `position` that the file stands in for. */
  replaces: ProseMirrorNode | null;
}

type Blocks = Map<string, { node: ProseMirrorNode; from: number }>;

const known = new WeakMap<ProseMirrorNode, Blocks>();

/** The blocks of the page itself, by their ids. Many files ask it of the same page. */
function topBlocks(doc: ProseMirrorNode): Blocks {
  const ready = known.get(doc);
  if (ready !== undefined) return ready;
  const blocks: Blocks = new Map();
  doc.forEach((node, from) => {
    const id: unknown = node.attrs['id'];
    if (typeof id === 'string') blocks.set(id, { node, from });
  });
  known.set(doc, blocks);
  return blocks;
}

/** The place behind the block of the page at a position, for files whose blocks will have these ids. */
export function placeAt(doc: ProseMirrorNode, position: number, line: readonly string[]): UploadPlace {
  const at = doc.resolve(position);
  const block = at.depth > 0 ? at.node(1) : at.nodeAfter;
  const id: unknown = block?.attrs['id'];
  return { anchorId: typeof id === 'string' ? id : null, position: at.depth > 0 ? at.before(1) : position, line };
}

/** The same place after the page has changed. */
export function movedPlace(place: UploadPlace, mapping: Mappable): UploadPlace {
  const position = mapping.map(place.position, 1);
  return position === place.position ? place : { ...place, position };
}

/** Whether a block with this id is anywhere in the page. */
export function hasBlock(doc: ProseMirrorNode, id: string): boolean {
  let found = topBlocks(doc).has(id);
  if (!found)
    doc.descendants((node) => {
      found ||= node.attrs['id'] === id;
      return !found && !node.isTextblock;
    });
  return found;
}

/**
 * Where the file whose block will have the id `id` belongs now: beside those that were added with it and are there
 * already, or else at the block behind which all of them were added.
 */
export function spotOf(doc: ProseMirrorNode, id: string, { anchorId, position, line }: UploadPlace): Spot {
  const blocks = topBlocks(doc);
  const at = line.indexOf(id);
  const present = (ids: readonly string[]) => ids.map((one) => blocks.get(one)).find((block) => block !== undefined);
  const before = present(line.slice(0, Math.max(0, at)).toReversed());
  if (before !== undefined) return { position: before.from + before.node.nodeSize, replaces: null };
  const after = present(line.slice(at + 1));
  if (after !== undefined) return { position: after.from, replaces: null };
  const anchor = anchorId === null ? undefined : blocks.get(anchorId);
  const from = anchor?.from ?? topBoundary(doc, position);
  const node = anchor?.node ?? (anchorId === null ? doc.nodeAt(from) : null);
  if (node?.type.name === 'paragraph' && node.content.size === 0) return { position: from, replaces: node };
  return { position: from + (node?.nodeSize ?? 0), replaces: null };
}

function topBoundary(doc: ProseMirrorNode, position: number): number {
  const at = doc.resolve(Math.min(position, doc.content.size));
  return at.depth > 0 ? at.before(1) : at.pos;
}
