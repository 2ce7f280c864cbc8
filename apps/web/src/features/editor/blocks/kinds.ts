import type { ChainedCommands, Editor, Range } from '@tiptap/core';
import {
  CodeXml,
  FileText,
  FileUp,
  Heading1,
  Heading2,
  Heading3,
  Heading4,
  Image,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Minus,
  Pilcrow,
  Radical,
  Sigma,
  Superscript,
  Table,
  TextQuote,
} from 'lucide-react';
import { t, type EditorMessage } from '../messages.ts';
import { insertFootnote } from './footnotes.ts';
import { pickFiles } from './uploads.ts';

/** A kind of block, as menus offer it. */
export interface BlockKind {
  id: string;
  label: string;
  hint: string;
  group: 'text' | 'lists' | 'insert' | 'more';
  icon: LucideIcon;
  /** More words by which it is found. */
  words: string;
  /** What one types in Markdown to get it. */
  typed?: string;
  /** Given when any block of text can become one. */
  turn?(chain: ChainedCommands): ChainedCommands;
  isActive?(editor: Editor): boolean;
  insert(editor: Editor, range: Range): void;
}

type PlainMessage = Extract<EditorMessage, `block.${string}`>;
const words = (key: string) => t(key as PlainMessage);

type Parts = Pick<BlockKind, 'id' | 'group' | 'icon' | 'words'> & Partial<BlockKind>;

function turnable(parts: Parts & Required<Pick<BlockKind, 'turn' | 'isActive'>>): BlockKind {
  return {
    label: words(`block.${parts.id}`),
    hint: words(`block.${parts.id}.hint`),
    insert: (editor, range) => void parts.turn(editor.chain().focus().deleteRange(range).clearNodes()).run(),
    ...parts,
  };
}

function insertable(parts: Parts & Pick<BlockKind, 'insert'>): BlockKind {
  return { label: words(`block.${parts.id}`), hint: words(`block.${parts.id}.hint`), ...parts };
}

const heading = (level: 1 | 2 | 3 | 4, icon: LucideIcon): BlockKind =>
  turnable({
    id: `heading${level}`,
    group: 'text',
    icon,
    words: `h${level} title section`,
    typed: '#'.repeat(level),
    turn: (chain) => chain.setHeading({ level }),
    isActive: (editor) => editor.isActive('heading', { level }),
  });

export const BLOCK_KINDS: readonly BlockKind[] = [
  turnable({
    id: 'paragraph',
    group: 'text',
    icon: Pilcrow,
    words: 'plain paragraph',
    turn: (chain) => chain.setParagraph(),
    isActive: (editor) =>
      editor.isActive('paragraph') &&
      !editor.isActive('listItem') &&
      !editor.isActive('taskItem') &&
      !editor.isActive('blockquote'),
  }),
  heading(1, Heading1),
  heading(2, Heading2),
  heading(3, Heading3),
  heading(4, Heading4),
  turnable({
    id: 'bulletList',
    group: 'lists',
    icon: List,
    words: 'unordered points ul',
    typed: '-',
    turn: (chain) => chain.toggleBulletList(),
    isActive: (editor) => editor.isActive('bulletList'),
  }),
  turnable({
    id: 'orderedList',
    group: 'lists',
    icon: ListOrdered,
    words: 'numbered steps ol',
    typed: '1.',
    turn: (chain) => chain.toggleOrderedList(),
    isActive: (editor) => editor.isActive('orderedList'),
  }),
  turnable({
    id: 'taskList',
    group: 'lists',
    icon: ListTodo,
    words: 'tasks todo check boxes',
    typed: '[ ]',
    turn: (chain) => chain.toggleTaskList(),
    isActive: (editor) => editor.isActive('taskList'),
  }),
  turnable({
    id: 'blockquote',
    group: 'text',
    icon: TextQuote,
    words: 'citation',
    typed: '>',
    turn: (chain) => chain.setBlockquote(),
    isActive: (editor) => editor.isActive('blockquote'),
  }),
  turnable({
    id: 'codeBlock',
    group: 'insert',
    icon: CodeXml,
    words: 'program source snippet',
    typed: '```',
    turn: (chain) => chain.setCodeBlock(),
    isActive: (editor) => editor.isActive('codeBlock'),
  }),
  insertable({
    id: 'image',
    group: 'insert',
    icon: Image,
    words: 'picture photo upload',
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      pickFiles(editor, 'image/*');
    },
  }),
  insertable({
    id: 'file',
    group: 'insert',
    icon: FileUp,
    words: 'attachment upload pdf',
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      pickFiles(editor, '');
    },
  }),
  insertable({
    id: 'table',
    group: 'insert',
    icon: Table,
    words: 'grid cells',
    typed: '| |',
    insert: (editor, range) =>
      void editor
        .chain()
        .focus()
        .deleteRange(range)
        .clearNodes()
        .insertTable({ rows: 3, cols: 3, withHeaderRow: true })
        .run(),
  }),
  insertable({
    id: 'pageLink',
    group: 'insert',
    icon: FileText,
    words: 'mention reference document',
    typed: '[[',
    insert: (editor, range) => void editor.chain().focus().deleteRange(range).insertContent('[[').run(),
  }),
  insertable({
    id: 'horizontalRule',
    group: 'insert',
    icon: Minus,
    words: 'line separator rule hr',
    typed: '---',
    insert: (editor, range) => void editor.chain().focus().deleteRange(range).setHorizontalRule().run(),
  }),
  insertable({
    id: 'mathBlock',
    group: 'more',
    icon: Sigma,
    words: 'latex equation math',
    typed: '$$',
    insert: (editor, range) =>
      void editor
        .chain()
        .focus()
        .deleteRange(range)
        .insertContent({ type: 'mathBlock', attrs: { latex: '' } })
        .run(),
  }),
  insertable({
    id: 'inlineMath',
    group: 'more',
    icon: Radical,
    words: 'latex equation inline',
    typed: '$x$',
    insert: (editor, range) =>
      void editor
        .chain()
        .focus()
        .deleteRange(range)
        .insertContent({ type: 'inlineMath', attrs: { latex: '' } })
        .run(),
  }),
  insertable({
    id: 'footnote',
    group: 'more',
    icon: Superscript,
    words: 'note reference',
    typed: '[^1]',
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      insertFootnote(editor);
    },
  }),
];

/** The kinds that any block of text can become. */
export const TURNABLE_KINDS = BLOCK_KINDS.filter((kind) => kind.turn !== undefined);

/** Kinds for what was typed after the slash: those whose name begins with it first. */
export function findKinds(query: string): BlockKind[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [...BLOCK_KINDS];
  const rank = (kind: BlockKind) => {
    const name = kind.label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (kind.words.split(' ').some((word) => word.startsWith(wanted))) return 1;
    return name.includes(wanted) || kind.id.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return BLOCK_KINDS.map((kind) => ({ kind, rank: rank(kind) }))
    .filter((found) => found.rank < 3)
    .toSorted((first, second) => first.rank - second.rank)
    .map(({ kind }) => kind);
}
