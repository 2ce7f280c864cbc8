import {
  chainCommands,
  createParagraphNear,
  joinBackward,
  lift,
  liftEmptyBlock,
  newlineInCode,
  splitBlock,
  toggleMark,
  wrapIn,
} from '@tiptap/pm/commands';
import { Fragment, Slice, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from '@tiptap/pm/schema-list';
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state';
import { BLOCK_TYPES } from '../block-ids.ts';
import type { BlockNode } from '../block-node.ts';
import { CALLOUT_KINDS, COLOURS } from '../palette.ts';
import type { Replica } from './replica.ts';

/** A whole number from 0 up to, but not including, the limit. */
export type Random = (limit: number) => number;

const WORDS = ['alpha ', 'beta', 'γάμμα ', '漢字', '🙂', ' ', 'x'];

const text = (value: string): BlockNode => ({ type: 'text', text: value });
const paragraph = (value: string): BlockNode => ({ type: 'paragraph', content: [text(value)] });
const cell = (value: string): BlockNode => ({ type: 'tableCell', content: [paragraph(value)] });

/** One of each kind of block, as a menu or the clipboard brings it. */
const BLOCKS: readonly BlockNode[] = [
  paragraph('pasted'),
  { type: 'heading', attrs: { level: 2 }, content: [text('part')] },
  { type: 'callout', attrs: { kind: 'tip', icon: '🌱' }, content: [paragraph('callout'), paragraph('more')] },
  { type: 'toggle', content: [paragraph('line'), paragraph('folded'), paragraph('folded too')] },
  {
    type: 'columnList',
    content: ['left', 'right'].map((side) => ({ type: 'column', attrs: { width: 1 }, content: [paragraph(side)] })),
  },
  { type: 'bulletList', content: ['a', 'b'].map((item) => ({ type: 'listItem', content: [paragraph(item)] })) },
  {
    type: 'taskList',
    content: ['do', 'see'].map((item) => ({
      type: 'taskItem',
      content: [
        {
          type: 'paragraph',
          content: [
            text(item),
            { type: 'mention', attrs: { personId: 'p1', label: 'Ann' } },
            { type: 'dateMention', attrs: { date: '2026-12-01' } },
          ],
        },
      ],
    })),
  },
  { type: 'table', content: [1, 2].map((row) => ({ type: 'tableRow', content: [cell(`a${row}`), cell(`b${row}`)] })) },
  { type: 'codeBlock', attrs: { language: 'mermaid', caption: 'way' }, content: [text('flowchart LR')] },
  { type: 'embed', attrs: { url: 'https://a.example/film' } },
  { type: 'bookmark', attrs: { url: 'https://a.example/', title: 'A' } },
  { type: 'image', attrs: { src: '/api/v1/blobs/1', alt: 'x', width: '50%', align: 'center' } },
  { type: 'horizontalRule' },
];

interface Place {
  node: ProseMirrorNode;
  pos: number;
}

function blocksOf({ state }: Replica, isWanted: (node: ProseMirrorNode) => boolean = () => true): Place[] {
  const places: Place[] = [];
  state.doc.descendants((node, pos) => {
    if (BLOCK_TYPES.has(node.type.name) && isWanted(node)) places.push({ node, pos });
    return !node.isTextblock;
  });
  return places;
}

/** Where a block may stand: between the children of the document and of containers. */
function gapsFor({ state }: Replica, node: ProseMirrorNode): number[] {
  const gaps: number[] = [];
  const look = (parent: ProseMirrorNode, start: number): void => {
    let pos = start;
    for (let index = 0; index <= parent.childCount; index++) {
      if (parent.canReplaceWith(index, index, node.type)) gaps.push(pos);
      if (index === parent.childCount) break;
      const child = parent.child(index);
      if (!child.isTextblock && !child.isAtom) look(child, pos + 1);
      pos += child.nodeSize;
    }
  };
  look(state.doc, 0);
  return gaps;
}

/** No caret stands within a character. */
function betweenCharacters(doc: ProseMirrorNode, pos: number): number {
  const { parent, parentOffset } = doc.resolve(pos);
  const around = parent.isTextblock
    ? parent.textBetween(Math.max(0, parentOffset - 1), Math.min(parent.content.size, parentOffset + 1), '', ' ')
    : '';
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(around) ? pos + 1 : pos;
}

function placeCaret(replica: Replica, random: Random): void {
  const { doc, tr } = replica.state;
  const near = (pos: number) => Selection.near(doc.resolve(betweenCharacters(doc, Math.min(doc.content.size, pos))));
  const from = near(random(doc.content.size + 1));
  const end = random(3) === 0 ? near(from.from + random(30)) : from;
  const isText = from instanceof TextSelection && end instanceof TextSelection;
  replica.dispatch(tr.setSelection(isText ? TextSelection.between(from.$from, end.$to) : from));
}

type Edit = (replica: Replica, random: Random) => void;

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined => items[random(items.length)];

/** Everything that a person does to a page. */
const EDITS: Readonly<Record<string, Edit>> = {
  type(replica, random) {
    placeCaret(replica, random);
    if (replica.state.selection.$from.parent.isTextblock)
      replica.dispatch(replica.state.tr.insertText(pick(WORDS, random) ?? 'x'));
  },
  delete(replica, random) {
    placeCaret(replica, random);
    replica.dispatch(replica.state.tr.deleteSelection());
  },
  split(replica, random) {
    placeCaret(replica, random);
    const { listItem, taskItem } = replica.state.schema.nodes;
    const items = [listItem, taskItem].filter((type) => type !== undefined).map((type) => splitListItem(type));
    replica.run(chainCommands(newlineInCode, ...items, createParagraphNear, liftEmptyBlock, splitBlock));
  },
  merge(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => node.isTextblock),
      random,
    );
    if (place === undefined) return;
    replica.dispatch(replica.state.tr.setSelection(TextSelection.near(replica.state.doc.resolve(place.pos + 1))));
    replica.run(joinBackward);
  },
  move(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => node.type.isInGroup('block')),
      random,
    );
    if (place === undefined) return;
    const { tr } = replica.state;
    const gap = pick(gapsFor(replica, place.node), random);
    // Not into itself.
    if (gap === undefined || (gap > place.pos && gap < place.pos + place.node.nodeSize)) return;
    const $pos = replica.state.doc.resolve(place.pos);
    if (!$pos.parent.canReplace($pos.index(), $pos.index() + 1)) return;
    tr.delete(place.pos, place.pos + place.node.nodeSize);
    tr.insert(tr.mapping.map(gap), place.node);
    replica.dispatch(tr);
  },
  paste(replica, random) {
    placeCaret(replica, random);
    const block = pick(BLOCKS, random);
    if (block === undefined) return;
    const node = replica.state.schema.nodeFromJSON(block);
    replica.dispatch(replica.state.tr.replaceSelection(new Slice(Fragment.from(node), 0, 0)));
  },
  copy(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => node.type.isInGroup('block')),
      random,
    );
    const gap = place === undefined ? undefined : pick(gapsFor(replica, place.node), random);
    if (place !== undefined && gap !== undefined) replica.dispatch(replica.state.tr.insert(gap, place.node));
  },
  duplicate(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => !node.type.name.startsWith('table')),
      random,
    );
    if (place !== undefined) replica.dispatch(replica.state.tr.insert(place.pos + place.node.nodeSize, place.node));
  },
  remove(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => node.type.isInGroup('block')),
      random,
    );
    if (place === undefined || blocksOf(replica).length < 4) return;
    replica.dispatch(
      replica.state.tr.setSelection(NodeSelection.create(replica.state.doc, place.pos)).deleteSelection(),
    );
  },
  wrap(replica, random) {
    placeCaret(replica, random);
    const { callout, toggle, blockquote, bulletList, orderedList } = replica.state.schema.nodes;
    const wraps = [
      callout && wrapIn(callout, { kind: pick(CALLOUT_KINDS, random) }),
      toggle && wrapIn(toggle),
      blockquote && wrapIn(blockquote),
      bulletList && wrapInList(bulletList),
      orderedList && wrapInList(orderedList),
    ].filter((wrap) => wrap !== undefined);
    const wrap = pick(wraps, random);
    if (wrap !== undefined) replica.run(wrap);
  },
  lift(replica, random) {
    placeCaret(replica, random);
    const { listItem } = replica.state.schema.nodes;
    replica.run(listItem !== undefined && random(2) === 0 ? liftListItem(listItem) : lift);
  },
  sink(replica, random) {
    placeCaret(replica, random);
    const { listItem } = replica.state.schema.nodes;
    if (listItem !== undefined) replica.run(sinkListItem(listItem));
  },
  mark(replica, random) {
    placeCaret(replica, random);
    const { bold, highlight, textColour } = replica.state.schema.marks;
    const colour = pick(COLOURS, random);
    const marks = [
      bold && toggleMark(bold),
      highlight && toggleMark(highlight, { colour }),
      textColour && toggleMark(textColour, { colour }),
    ].filter((mark) => mark !== undefined);
    const mark = pick(marks, random);
    if (mark !== undefined) replica.run(mark);
  },
  turn(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => /^(?:paragraph|heading)$/.test(node.type.name)),
      random,
    );
    const { paragraph: plain, heading } = replica.state.schema.nodes;
    if (place === undefined || plain === undefined || heading === undefined) return;
    const { id } = place.node.attrs;
    const isHeading = place.node.type === heading;
    const attrs = isHeading ? { id } : { id, level: 1 + random(3) };
    replica.dispatch(replica.state.tr.setNodeMarkup(place.pos, isHeading ? plain : heading, attrs));
  },
  set(replica, random) {
    const place = pick(
      blocksOf(replica, (node) => /^(?:callout|column|taskItem|tableCell|image)$/.test(node.type.name)),
      random,
    );
    if (place === undefined) return;
    const { tr } = replica.state;
    const changes: Record<string, [string, unknown]> = {
      callout: ['kind', pick(CALLOUT_KINDS, random)],
      column: ['width', 1 + random(3)],
      taskItem: ['checked', place.node.attrs['checked'] !== true],
      tableCell: ['background', pick(COLOURS, random)],
      image: ['width', `${10 + random(90)}%`],
    };
    const change = changes[place.node.type.name];
    if (change !== undefined) replica.dispatch(tr.setNodeAttribute(place.pos, change[0], change[1]));
  },
  undo: (replica) => replica.undo(),
  redo: (replica) => replica.redo(),
};

const NAMES = [...Object.keys(EDITS), 'type', 'type', 'split', 'merge', 'move', 'undo'];

/** Makes one random edit. @returns its name; an edit that does not fit its place changes nothing. */
export function randomEdit(replica: Replica, random: Random): string {
  const name = pick(NAMES, random) ?? 'type';
  try {
    EDITS[name]?.(replica, random);
  } catch (error) {
    // ProseMirror refuses what does not fit; anything else is a fault.
    if (!(error instanceof RangeError) && !(error instanceof Error && /^(?:Replace|Transform)Error$/.test(error.name)))
      throw error;
  }
  return name;
}
