import { Extension } from '@tiptap/core';
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { direction } from '../../../messages/language.ts';
import { textDirection } from '../../../messages/text-direction.ts';

type TextDirection = 'ltr' | 'rtl';

/** The direction of the first letter in a block. Code is left to right in every language and decides nothing. */
function ownDirection(node: Node): TextDirection | undefined {
  if (node.isText) {
    return node.marks.some((mark) => mark.type.spec.code) ? undefined : textDirection(node.text ?? '');
  }
  if (node.type.spec.code) return undefined;
  for (let place = 0; place < node.childCount; place += 1) {
    const found = ownDirection(node.child(place));
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Place {
  /** The direction of what holds the blocks. */
  around: TextDirection;
  /** That of the block before: a line without letters goes on in it. */
  before: TextDirection | undefined;
}

/** Adds what differs from its surroundings, and answers the direction with which the next block goes on. */
function decorate(node: Node, at: number, { around, before }: Place, found: Decoration[]): TextDirection | undefined {
  if (node.type.spec.code) return before;
  const letters = ownDirection(node);
  const own = letters ?? (node.isTextblock ? before : undefined) ?? around;
  if (own !== around) found.push(Decoration.node(at, at + node.nodeSize, { dir: own }, { dir: own }));
  if (!node.isTextblock) {
    let inside: TextDirection | undefined;
    node.forEach((child, offset) => {
      if (child.isBlock) inside = decorate(child, at + 1 + offset, { around: own, before: inside }, found);
    });
  }
  return letters ?? before;
}

/** The blocks of the page that a transaction touched, as first and last place. */
function touched(transaction: Transaction): [number, number] | null {
  const { doc } = transaction;
  let from = Infinity;
  let to = -Infinity;
  transaction.mapping.maps.forEach((map, step) => {
    const rest = transaction.mapping.slice(step + 1);
    map.forEach((_start, _end, start, end) => {
      from = Math.min(from, rest.map(start, -1));
      to = Math.max(to, rest.map(end, 1));
    });
  });
  if (from > to || doc.childCount === 0) return null;
  const within = (position: number) => Math.min(Math.max(position, 0), doc.content.size);
  const last = doc.childCount - 1;
  return [Math.min(doc.resolve(within(from)).index(0), last), Math.min(doc.resolve(within(to)).index(0), last)];
}

/** The decorations of some blocks of the page. */
function directionsOf(doc: Node, first: number, last: number): { from: number; to: number; found: Decoration[] } {
  let before: TextDirection | undefined;
  for (let place = first - 1; place >= 0 && before === undefined; place -= 1) before = ownDirection(doc.child(place));
  let from = 0;
  for (let place = 0; place < first; place += 1) from += doc.child(place).nodeSize;
  const found: Decoration[] = [];
  let to = from;
  for (let place = first; place < doc.childCount; place += 1) {
    const child = doc.child(place);
    // Lines without letters after what was touched go on in its direction.
    if (place > last && ownDirection(child) !== undefined) break;
    before = decorate(child, to, { around: direction(), before }, found);
    to += child.nodeSize;
  }
  return { from, to, found };
}

const sameAs = (one: Decoration, other: Decoration | undefined) =>
  one.from === other?.from && one.to === other.to && one.spec.dir === other.spec.dir;

function update(transaction: Transaction, before: DecorationSet): DecorationSet {
  if (!transaction.docChanged) return before;
  const { doc } = transaction;
  const mapped = before.map(transaction.mapping, doc);
  const blocks = touched(transaction);
  if (blocks === null) return mapped;
  const { from, to, found } = directionsOf(doc, ...blocks);
  const there = mapped.find(from, to).filter((one) => one.from >= from && one.to <= to);
  if (there.length === found.length && found.every((one, place) => sameAs(one, there[place]))) return mapped;
  return mapped.remove(there).add(doc, found);
}

/**
 * Lays each block out in the direction of its own first letter, whatever the language of the screens is: an Arabic
 * paragraph or list between English ones, and the other way round. Only what is drawn changes; the page holds no
 * directions.
 */
export const TextDirections = Extension.create({
  name: 'textDirections',
  addProseMirrorPlugins() {
    const key: PluginKey<DecorationSet> = new PluginKey('textDirections');
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) =>
            DecorationSet.create(doc, directionsOf(doc, 0, Math.max(doc.childCount - 1, 0)).found),
          apply: update,
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});
