import * as Y from 'yjs';
import { visitNodes, type BlockNode, type JsonValue } from '../block-node.ts';
import { nodeDefaults } from '../schema-defaults.ts';
import { BODY_FRAGMENT } from '../schema-version.ts';
import { repairBlockIds } from './block-id-repair.ts';
import {
  createChild,
  groupChildren,
  isElement,
  readElement,
  setShared,
  type SharedChild,
  type SharedElement,
} from './body.ts';
import { mergeText } from './merge-text.ts';
import { align, longestIncreasing, type Pair } from './sequence-diff.ts';
import { readText } from './text.ts';

/** One child on either side, with what the alignment asks about it. */
interface Candidate {
  /** `#text` for a run of text, `#other` for what a body cannot hold. */
  type: string;
  id: string | null;
  /** Equal for equal content, ids apart. */
  key: string;
  words: Set<string>;
  child: SharedChild | null;
}

/** Canonical text of a value: object keys sorted, nulls and ids left out. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([name, item]) => item !== null && name !== 'id')
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}

function keyOf(child: SharedChild): string {
  if (Array.isArray(child))
    return `#text${child.map((node) => canonical({ t: node.text ?? '', m: marksJson(node) })).join('')}`;
  const attrs = canonical({ ...nodeDefaults(child.type), ...child.attrs });
  return `<${child.type} ${attrs}>${groupChildren(child.content).map(keyOf).join('')}</>`;
}

function marksJson(node: BlockNode): JsonValue {
  return (node.marks ?? []).map((mark) => ({ type: mark.type, attrs: mark.attrs ?? {} }));
}

function wordsOf(child: SharedChild): Set<string> {
  const words = new Set<string>();
  for (const root of Array.isArray(child) ? child : [child]) {
    visitNodes(root, (node) => {
      for (const word of (node.text ?? '').match(/[\p{L}\p{N}_]+/gu) ?? []) words.add(word);
      // Atoms speak through their attributes: a picture's address, a formula.
      for (const [name, value] of Object.entries(node.attrs ?? {})) {
        if (typeof value === 'string' && name !== 'id') words.add(`${name}=${value}`);
      }
    });
  }
  return words;
}

function candidate(child: SharedChild): Candidate {
  const id = Array.isArray(child) ? null : child.attrs?.['id'];
  return {
    type: Array.isArray(child) ? '#text' : child.type,
    id: typeof id === 'string' ? id : null,
    key: keyOf(child),
    words: wordsOf(child),
    child,
  };
}

function sharedCandidate(value: unknown): Candidate {
  if (value instanceof Y.XmlText) return candidate(readText(value));
  if (isElement(value)) return candidate(readElement(value));
  return { type: '#other', id: null, key: '#other', words: new Set(), child: null };
}

// Blocks that share fewer of their words than this are two different blocks.
const SIMILAR = 0.3;

/** How well two children fit together: 0 when they do not, 2 when they are equal. */
function similarity(from: Candidate, to: Candidate): number {
  if (from.type !== to.type || from.type === '#other') return 0;
  if (from.key === to.key) return 2;
  if (from.type === '#text') return 1;
  // Different ids on both sides are different blocks.
  if (from.id !== null && to.id !== null && from.id !== to.id) return 0;
  if (from.words.size === 0 && to.words.size === 0) return 0.5;
  let shared = 0;
  for (const word of from.words) if (to.words.has(word)) shared++;
  const dice = (2 * shared) / (from.words.size + to.words.size);
  return dice >= SIMILAR ? dice : 0;
}

/** Pairs old and new children: first by id, between those by content. */
function pairChildren(old: readonly Candidate[], wanted: readonly Candidate[]): Pair[] {
  const places = new Map<string, number>();
  old.forEach(({ id }, index) => {
    if (id !== null && !places.has(id)) places.set(id, index);
  });
  const known: Pair[] = [];
  wanted.forEach(({ id, type }, to) => {
    const from = id === null ? undefined : places.get(id);
    if (from !== undefined && old[from]?.type === type) known.push([from, to]);
  });
  const anchors = longestIncreasing(known.toSorted(([left], [right]) => left - right));
  const pairs: Pair[] = [];
  let row = 0;
  let column = 0;
  for (const [nextRow, nextColumn] of [...anchors, [old.length, wanted.length] as Pair]) {
    const between = align(old.slice(row, nextRow), wanted.slice(column, nextColumn), {
      key: (item) => item.key,
      score: similarity,
      maxCells: 100_000,
    });
    for (const [from, to] of between) pairs.push([row + from, column + to]);
    if (nextRow < old.length && nextColumn < wanted.length) pairs.push([nextRow, nextColumn]);
    row = nextRow + 1;
    column = nextColumn + 1;
  }
  return pairs;
}

function mergeAttributes(shared: SharedElement, node: BlockNode): void {
  const current = shared.getAttributes();
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    const wanted = value === null ? (nodeDefaults(node.type)[name] ?? null) : value;
    if (wanted === null) {
      // A block keeps its id even when the new body does not know it.
      if (name !== 'id' && current[name] !== undefined) shared.removeAttribute(name);
    } else if (JSON.stringify(current[name]) !== JSON.stringify(wanted)) setShared(shared, name, wanted);
  }
}

function mergeChildren(parent: Y.XmlFragment, content: readonly BlockNode[] | undefined, depth: number): void {
  const shared = parent.toArray() as unknown[];
  const old = shared.map(sharedCandidate);
  const wanted = groupChildren(content).map(candidate);
  const only = shared[0];
  if (wanted.length === 0 && shared.length === 1 && only instanceof Y.XmlText) {
    // Emptied, not removed: what somebody else types into it at this moment stays.
    only.delete(0, only.length);
    return;
  }
  let index = 0;
  let row = 0;
  let column = 0;
  for (const [nextRow, nextColumn] of [...pairChildren(old, wanted), [old.length, wanted.length] as Pair]) {
    if (nextRow > row) parent.delete(index, nextRow - row);
    const fresh = wanted
      .slice(column, nextColumn)
      .flatMap(({ child }) => (child === null ? [] : [createChild(child, depth)]));
    if (fresh.length > 0) parent.insert(index, fresh);
    index += fresh.length + 1;
    const kept = shared[nextRow];
    const target = wanted[nextColumn];
    if (target?.child != null && old[nextRow] !== undefined) mergeChild(kept, old[nextRow], target, depth);
    row = nextRow + 1;
    column = nextColumn + 1;
  }
}

function mergeChild(shared: unknown, old: Candidate, target: Candidate, depth: number): void {
  const { child } = target;
  if (shared instanceof Y.XmlText) {
    if (Array.isArray(child) && old.key !== target.key) mergeText(shared, child);
  } else if (isElement(shared) && child !== null && !Array.isArray(child)) {
    mergeAttributes(shared, child);
    // Equal content is left alone, unless the new body brings ids for what is inside.
    if (old.key !== target.key || target.id !== null) mergeChildren(shared, child.content, depth + 1);
  }
}

/**
 * Applies a new body as an edit: blocks are matched by id, then by content, and
 * only what differs is written, word by word; so cursors, ids and what others
 * type meanwhile stay. Attributes that the new body does not mention are kept
 * (Markdown knows nothing of a picture's width); null resets one to its default.
 *
 * @param origin the Yjs transaction origin under which the edit runs
 */
export function mergeBody(doc: Y.Doc, body: BlockNode, origin: unknown = null): void {
  doc.transact(() => {
    mergeChildren(doc.getXmlFragment(BODY_FRAGMENT), body.content, 0);
    repairBlockIds(doc);
  }, origin);
}
