import { INLINE_TYPES, type BlockNode } from '@materi/editor';
import type { SearchThing } from '@materi/contract';

/** A block of a page as the index knows it. */
export interface Passage {
  readonly blockId: string | null;
  /** The headings above, the highest first. */
  readonly headings: readonly string[];
  readonly text: string;
  readonly isHeading: boolean;
}

/** What is indexed of a body. */
export interface IndexedBody {
  readonly passages: readonly Passage[];
  readonly has: readonly SearchThing[];
}

/** What one block adds at most; code and data can be endless. */
const PASSAGE_LIMIT = 20_000;
/** What one page adds at most. */
const BODY_LIMIT = 2_000_000;

const TEXT_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  image: ['alt', 'title', 'caption'],
  inlineImage: ['alt'],
  file: ['name', 'caption'],
  embed: ['title', 'description'],
  bookmark: ['title', 'description'],
  mathBlock: ['latex'],
  inlineMath: ['latex'],
  pageLink: ['label'],
  mention: ['label'],
  dateMention: ['date'],
};

const THINGS: Readonly<Record<string, SearchThing>> = {
  image: 'image',
  inlineImage: 'image',
  file: 'file',
  taskItem: 'task',
  table: 'table',
  codeBlock: 'code',
  embed: 'link',
  bookmark: 'link',
};

/** Longer than any id that an editor makes. */
const BLOCK_ID_LIMIT = 100;

/** Without what PostgreSQL cannot keep: programs may write NUL and halves of signs into a body. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

const blockIdOf = (node: BlockNode): string => {
  const id = attribute(node, 'id');
  return id.length <= BLOCK_ID_LIMIT && id === storable(id) ? id : '';
};

const attribute = (node: BlockNode, name: string): string => {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
};

const ownText = (node: BlockNode): string =>
  (TEXT_ATTRIBUTES[node.type] ?? [])
    .map((name) => attribute(node, name))
    .filter((text) => text !== '')
    .join(' ');

function inlineText(node: BlockNode): string {
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'hardBreak') return ' ';
  return ownText(node);
}

/** A body as passages, each with the block it stands in and the headings above it. */
export function passagesOf(body: BlockNode): IndexedBody {
  const passages: Passage[] = [];
  const has = new Set<SearchThing>();
  const headings: string[] = [];
  let left = BODY_LIMIT;

  const add = (blockId: string | null, text: string, level: number | null) => {
    const shown = storable(text.replace(/\s+/g, ' ').trim().slice(0, Math.min(PASSAGE_LIMIT, left)));
    if (level !== null) headings.splice(level - 1);
    if (shown === '') return;
    left -= shown.length;
    passages.push({ blockId, headings: headings.filter(Boolean), text: shown, isHeading: level !== null });
    if (level !== null) {
      while (headings.length < level - 1) headings.push('');
      headings.push(storable(shown.slice(0, 200)));
    }
  };

  const visit = (node: BlockNode, above: string | null): void => {
    const thing = THINGS[node.type];
    if (thing !== undefined) has.add(thing);
    const blockId = blockIdOf(node) || above;
    const own = INLINE_TYPES.has(node.type) ? '' : ownText(node);
    if (own !== '') add(blockId, own, null);
    let line: string | null = null;
    for (const child of node.content ?? []) {
      if (!INLINE_TYPES.has(child.type)) {
        visit(child, blockId);
        continue;
      }
      const inline = THINGS[child.type];
      if (inline !== undefined) has.add(inline);
      if (child.marks?.some((mark) => mark.type === 'link')) has.add('link');
      line = (line ?? '') + inlineText(child);
    }
    if (line === null) return;
    const level = node.type === 'heading' ? Math.min(6, Math.max(1, Number(node.attrs?.['level'] ?? 1) || 1)) : null;
    add(blockId, line, level);
  };
  visit(body, null);
  return { passages, has: [...has].toSorted() };
}
