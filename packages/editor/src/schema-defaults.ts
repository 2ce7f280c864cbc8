import type { Attributes } from './block-node.ts';

/**
 * Defaults of the schema that are not null. The shared document holds them
 * explicitly, because the editor's binding writes every attribute that is not
 * null and would otherwise rewrite a block at its first touch. A test compares
 * this table with the schema itself.
 */
const NODE_DEFAULTS: Readonly<Record<string, Attributes>> = {
  heading: { level: 1 },
  callout: { kind: 'note' },
  column: { width: 1 },
  bulletList: { tight: true },
  orderedList: { start: 1, tight: true },
  taskList: { tight: true },
  taskItem: { checked: false },
  tableHeader: { colspan: 1, rowspan: 1 },
  tableCell: { colspan: 1, rowspan: 1 },
  mathBlock: { latex: '' },
  inlineMath: { latex: '' },
  htmlBlock: { html: '' },
  inlineHtml: { html: '' },
};

/** Marks are written with all their attributes, null ones included. */
const MARK_DEFAULTS: Readonly<Record<string, Attributes>> = {
  link: { href: null, title: null },
  highlight: { colour: null },
  textColour: { colour: null },
};

/** The attributes that the schema gives a node of this type when nothing else is said. */
export function nodeDefaults(type: string): Attributes {
  return NODE_DEFAULTS[type] ?? {};
}

/** The attributes of a mark of this type when nothing else is said. */
export function markDefaults(type: string): Attributes {
  return MARK_DEFAULTS[type] ?? {};
}

// The order in which the schema ranks marks; ProseMirror keeps them sorted by it.
const MARK_ORDER = [
  'link',
  'bold',
  'italic',
  'strike',
  'underline',
  'superscript',
  'subscript',
  'highlight',
  'textColour',
  'code',
];

/** Compares two mark types by the schema's rank; unknown ones come last, by name. */
export function compareMarkTypes(left: string, right: string): number {
  const rank = (type: string) => (MARK_ORDER.includes(type) ? MARK_ORDER.indexOf(type) : MARK_ORDER.length);
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}

/** Nodes that stand between words, text apart. */
export const INLINE_TYPES: ReadonlySet<string> = new Set([
  'text',
  'hardBreak',
  'inlineImage',
  'inlineMath',
  'inlineHtml',
  'footnoteReference',
  'pageLink',
  'mention',
  'dateMention',
]);

/** Blocks that hold text directly. */
export const TEXTBLOCK_TYPES: ReadonlySet<string> = new Set(['paragraph', 'heading', 'codeBlock']);
