import type { ChainedCommands, Editor, Range } from '@tiptap/core';
import {
  AtSign,
  BookMarked,
  CalendarDays,
  CodeXml,
  Columns2,
  Columns3,
  Columns4,
  FileText,
  FileUp,
  Heading1,
  Heading2,
  Heading3,
  Heading4,
  Image,
  Info,
  List,
  ListCollapse,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Minus,
  MonitorPlay,
  Pilcrow,
  Radical,
  Sigma,
  Superscript,
  Table,
  TextQuote,
  Workflow,
} from 'lucide-react';
import { insertDay } from '../menus/mention-choice.ts';
import { t, type EditorMessage } from '../messages/index.ts';
import { clearLines } from './clearing.ts';
import { insertDiagram } from './diagrams.ts';
import { insertFootnote } from './footnotes.ts';
import { pickFiles } from './uploads.ts';

export const KIND_GROUPS = ['text', 'lists', 'layout', 'media', 'insert'] as const;

/** A kind of block, as menus offer it. */
export interface BlockKind {
  id: string;
  /** In the language of the screens; ask when drawing. */
  readonly label: string;
  readonly hint: string;
  group: (typeof KIND_GROUPS)[number];
  icon: LucideIcon;
  /** More words by which it is found. */
  readonly words: string;
  /** What one types in Markdown to get it. */
  typed?: string;
  /** Given when any block of text can become one. */
  turn?(chain: ChainedCommands): ChainedCommands;
  isActive?(editor: Editor): boolean;
  insert(editor: Editor, range: Range): void;
}

type KindMessage = Extract<EditorMessage, `block.${string}`>;
type Parts = Pick<BlockKind, 'id' | 'group' | 'icon'> & Partial<Pick<BlockKind, 'typed' | 'turn' | 'isActive'>>;

function kind(parts: Parts & Pick<BlockKind, 'insert'>): BlockKind {
  const say = (part: string) => t(`block.${parts.id}${part}` as KindMessage);
  return {
    ...parts,
    get label() {
      return say('');
    },
    get hint() {
      return say('.hint');
    },
    get words() {
      return say('.words');
    },
  };
}

/** A kind that any line can become. */
const turnable = (parts: Parts & Required<Pick<BlockKind, 'turn' | 'isActive'>>): BlockKind =>
  kind({
    ...parts,
    insert: (editor, range) => void parts.turn(clearLines(editor.chain().focus().deleteRange(range))).run(),
  });

/** What no Enter leads out of has a line behind it to go on writing. */
const withLineBehind = (chain: ChainedCommands): ChainedCommands =>
  chain.command(({ tr, state, dispatch }) => {
    const { lastChild } = tr.doc;
    const paragraph = state.schema.nodes['paragraph'];
    if (dispatch !== undefined && lastChild !== null && !lastChild.isTextblock && paragraph !== undefined)
      tr.insert(tr.doc.content.size, paragraph.create());
    return true;
  });

/** A kind that is put where the caret is. */
const placed = (parts: Parts, put: (chain: ChainedCommands) => ChainedCommands): BlockKind =>
  kind({ ...parts, insert: (editor, range) => void put(editor.chain().focus().deleteRange(range)).run() });

const heading = (level: 1 | 2 | 3 | 4, icon: LucideIcon): BlockKind =>
  turnable({
    id: `heading${level}`,
    group: 'text',
    icon,
    typed: '#'.repeat(level),
    turn: (chain) => chain.setHeading({ level }),
    isActive: (editor) => editor.isActive('heading', { level }),
  });

const columns = (count: 2 | 3 | 4, icon: LucideIcon): BlockKind =>
  placed({ id: `columns${count}`, group: 'layout', icon }, (chain) => withLineBehind(chain.setColumns(count)));

const isPlain = (editor: Editor) =>
  editor.isActive('paragraph') && !['listItem', 'taskItem', 'blockquote'].some((name) => editor.isActive(name));

export const BLOCK_KINDS: readonly BlockKind[] = [
  turnable({
    id: 'paragraph',
    group: 'text',
    icon: Pilcrow,
    turn: (chain) => chain.setParagraph(),
    isActive: isPlain,
  }),
  heading(1, Heading1),
  heading(2, Heading2),
  heading(3, Heading3),
  heading(4, Heading4),
  turnable({
    id: 'blockquote',
    group: 'text',
    icon: TextQuote,
    typed: '>',
    turn: (chain) => chain.setBlockquote(),
    isActive: (editor) => editor.isActive('blockquote'),
  }),
  turnable({
    id: 'bulletList',
    group: 'lists',
    icon: List,
    typed: '-',
    turn: (chain) => chain.toggleBulletList(),
    isActive: (editor) => editor.isActive('bulletList'),
  }),
  turnable({
    id: 'orderedList',
    group: 'lists',
    icon: ListOrdered,
    typed: '1.',
    turn: (chain) => chain.toggleOrderedList(),
    isActive: (editor) => editor.isActive('orderedList'),
  }),
  turnable({
    id: 'taskList',
    group: 'lists',
    icon: ListTodo,
    typed: '[ ]',
    turn: (chain) => chain.toggleTaskList(),
    isActive: (editor) => editor.isActive('taskList'),
  }),
  turnable({
    id: 'toggle',
    group: 'lists',
    icon: ListCollapse,
    turn: (chain) => chain.setToggle(),
    isActive: (editor) => editor.isActive('toggle'),
  }),
  turnable({
    id: 'callout',
    group: 'layout',
    icon: Info,
    turn: (chain) => chain.setCallout(),
    isActive: (editor) => editor.isActive('callout'),
  }),
  columns(2, Columns2),
  columns(3, Columns3),
  columns(4, Columns4),
  placed({ id: 'horizontalRule', group: 'layout', icon: Minus, typed: '---' }, (chain) => chain.setHorizontalRule()),
  kind({
    id: 'image',
    group: 'media',
    icon: Image,
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      pickFiles(editor, 'image/*');
    },
  }),
  kind({
    id: 'file',
    group: 'media',
    icon: FileUp,
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      pickFiles(editor, '');
    },
  }),
  placed({ id: 'bookmark', group: 'media', icon: BookMarked }, (chain) =>
    withLineBehind(chain.insertContent({ type: 'bookmark', attrs: {} })),
  ),
  placed({ id: 'embed', group: 'media', icon: MonitorPlay }, (chain) =>
    withLineBehind(chain.insertContent({ type: 'embed', attrs: {} })),
  ),
  placed({ id: 'table', group: 'insert', icon: Table, typed: '| |' }, (chain) =>
    withLineBehind(clearLines(chain).insertTable({ rows: 3, cols: 3, withHeaderRow: true })),
  ),
  turnable({
    id: 'codeBlock',
    group: 'insert',
    icon: CodeXml,
    typed: '```',
    turn: (chain) => chain.setCodeBlock(),
    isActive: (editor) => editor.isActive('codeBlock'),
  }),
  kind({
    id: 'mermaid',
    group: 'insert',
    icon: Workflow,
    typed: '```mermaid',
    insert: insertDiagram,
  }),
  placed({ id: 'pageLink', group: 'insert', icon: FileText, typed: '[[' }, (chain) => chain.insertContent('[[')),
  placed({ id: 'mention', group: 'insert', icon: AtSign, typed: '@' }, (chain) => chain.insertContent('@')),
  kind({
    id: 'date',
    group: 'insert',
    icon: CalendarDays,
    insert: (editor, range) => insertDay(editor, range),
  }),
  placed({ id: 'mathBlock', group: 'insert', icon: Sigma, typed: '$$' }, (chain) =>
    chain.insertContent({ type: 'mathBlock', attrs: { latex: '' } }),
  ),
  placed({ id: 'inlineMath', group: 'insert', icon: Radical, typed: '$x$' }, (chain) =>
    chain.insertContent({ type: 'inlineMath', attrs: { latex: '' } }),
  ),
  kind({
    id: 'footnote',
    group: 'insert',
    icon: Superscript,
    typed: '[^1]',
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      insertFootnote(editor);
    },
  }),
];

/** The kinds that any block of text can become. */
export const TURNABLE_KINDS = BLOCK_KINDS.filter((one) => one.turn !== undefined);

/** Kinds for what was typed after the slash: those whose name begins with it first. */
export function findKinds(query: string): BlockKind[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [...BLOCK_KINDS];
  const rank = (one: BlockKind) => {
    const name = one.label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (
      one.words
        .toLowerCase()
        .split(' ')
        .some((word) => word.startsWith(wanted))
    )
      return 1;
    return name.includes(wanted) || one.id.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return BLOCK_KINDS.map((one) => ({ one, rank: rank(one) }))
    .filter((found) => found.rank < 3)
    .toSorted((first, second) => first.rank - second.rank)
    .map(({ one }) => one);
}
