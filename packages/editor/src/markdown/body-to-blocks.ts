import type { BlockContent, List, ListItem, PhrasingContent, RootContent, Table, TableCell, TableRow } from 'mdast';
import { stringAttribute, type BlockNode } from '../block-node.ts';
import { INLINE_TYPES } from '../schema-defaults.ts';
import { bodyToInline, type WritingContext } from './body-to-inline.ts';

const MAX_LIST_NUMBER = 999_999_999;

function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

function sourceOf(node: BlockNode): string {
  return clean((node.content ?? []).map((child) => child.text ?? '').join(''));
}

function paragraph(children: PhrasingContent[]): BlockContent[] {
  return children.length > 0 ? [{ type: 'paragraph', children }] : [];
}

function imageToBlocks(node: BlockNode): BlockContent[] {
  const image: PhrasingContent = {
    type: 'image',
    url: stringAttribute(node, 'src') ?? '',
    alt: stringAttribute(node, 'alt') ?? '',
    title: stringAttribute(node, 'title'),
  };
  const href = stringAttribute(node, 'href');
  if (href === null) return paragraph([image]);
  return paragraph([{ type: 'link', url: href, title: stringAttribute(node, 'hrefTitle'), children: [image] }]);
}

function paragraphToBlocks(node: BlockNode, context: WritingContext): BlockContent[] {
  const children = bodyToInline(node.content ?? [], context);
  const [only] = children;
  // A formula alone that needs two dollars would be read as a block; so it is written as one.
  if (children.length === 1 && only?.type === 'inlineMath' && only.value.includes('$')) {
    return [{ type: 'math', value: only.value }];
  }
  const text = children.every((child) => child.type === 'break' || (child.type === 'text' && child.value === ''));
  return text ? [] : paragraph(children);
}

/** Only a list that begins with 1, and with something in it, can follow a paragraph without a blank line. */
function canInterrupt(node: RootContent): boolean {
  if (node.type !== 'list' && node.type !== 'blockquote') return true;
  if (node.type === 'list' && node.ordered === true && node.start !== 1) return false;
  const first = node.type === 'list' ? node.children[0]?.children[0] : node.children[0];
  return first === undefined ? node.type === 'blockquote' : canInterrupt(first);
}

/** Whether two neighbours in an item can stand without a blank line and be read back the same. */
function canTouch(left: RootContent, right: RootContent): boolean {
  switch (right.type) {
    case 'list':
      return canInterrupt(right) && ['paragraph', 'heading', 'thematicBreak', 'code'].includes(left.type);
    case 'heading':
      // A heading with a line break is written with a line below it and would swallow the paragraph above.
      if (right.children.some((child) => child.type === 'break')) return false;
      return ['paragraph', 'heading', 'thematicBreak', 'code', 'blockquote', 'list'].includes(left.type);
    case 'code':
    case 'thematicBreak':
      return ['paragraph', 'heading', 'thematicBreak', 'code', 'blockquote', 'list'].includes(left.type);
    case 'blockquote':
      return canInterrupt(right) && ['paragraph', 'heading', 'thematicBreak', 'code', 'list'].includes(left.type);
    case 'paragraph':
      return ['heading', 'thematicBreak', 'code'].includes(left.type);
    default:
      return false;
  }
}

function listToBlocks(node: BlockNode, context: WritingContext): List[] {
  const children = (node.content ?? []).map((item): ListItem => {
    const checked = item.type === 'taskItem' ? item.attrs?.['checked'] === true : null;
    const [head, ...rest] = item.content ?? [];
    const box: BlockContent[] =
      checked === null || head?.type !== 'paragraph'
        ? blocksOf(head === undefined ? [] : [head], context)
        : [{ type: 'paragraph', children: bodyToInline(head.content ?? [], context) }];
    return { type: 'listItem', checked, spread: false, children: [...box, ...blocksOf(rest, context)] };
  });
  if (children.length === 0) return [];
  const touching = children.every((item) =>
    item.children.every((child, index) => {
      const next = item.children[index + 1];
      return next === undefined || canTouch(child, next);
    }),
  );
  const spread = node.attrs?.['tight'] === false || !touching;
  for (const item of children) item.spread = spread;
  const start = Number(node.attrs?.['start'] ?? 1);
  const last = MAX_LIST_NUMBER - children.length;
  return [
    {
      type: 'list',
      ordered: node.type === 'orderedList',
      start: node.type === 'orderedList' ? (Number.isInteger(start) ? Math.min(Math.max(start, 0), last) : 1) : null,
      spread,
      children,
    },
  ];
}

/** The inline content of a cell: its blocks, one after the other, separated by line breaks. */
function cellContent(cell: BlockNode): BlockNode[] {
  const content: BlockNode[] = [];
  const visit = (node: BlockNode): void => {
    const children = node.content ?? [];
    const inline = children.filter((child) => INLINE_TYPES.has(child.type));
    const own: BlockNode[] =
      node.type === 'image'
        ? [{ type: 'inlineImage', attrs: { ...node.attrs } }]
        : node.type === 'mathBlock'
          ? [{ type: 'inlineMath', attrs: { ...node.attrs } }]
          : inline;
    if (own.length > 0) content.push(...(content.length > 0 ? [{ type: 'hardBreak' }] : []), ...own);
    for (const child of children) if (!INLINE_TYPES.has(child.type)) visit(child);
  };
  visit(cell);
  return content;
}

/** A bar would end the cell, and so would a line end. */
function inCell(node: PhrasingContent): PhrasingContent[] {
  if (node.type === 'break') return [{ type: 'html', value: '<br>' }];
  // In a cell a backslash before a bar belongs to the table, in code too.
  if (node.type === 'inlineCode' && node.value.includes('\\|')) {
    return [
      { type: 'html', value: '<code>' },
      { type: 'text', value: node.value },
      { type: 'html', value: '</code>' },
    ];
  }
  if (node.type === 'inlineMath') return [{ ...node, value: node.value.replaceAll('|', '\\vert ') }];
  if (node.type === 'html') {
    return [{ ...node, value: node.value.replaceAll('|', '&#124;').replace(/[\r\n]+/g, ' ') }];
  }
  if ('children' in node)
    return [{ ...node, children: node.children.flatMap((child) => inCell(child)) } as PhrasingContent];
  return [node];
}

function tableToBlocks(node: BlockNode, context: WritingContext): Table[] {
  const rows = (node.content ?? []).filter((row) => (row.content ?? []).length > 0);
  const width = Math.max(0, ...rows.map((row) => row.content?.length ?? 0));
  if (width === 0) return [];
  const children = rows.map((row): TableRow => ({
    type: 'tableRow',
    children: Array.from({ length: width }, (_, column): TableCell => {
      const cell = row.content?.[column];
      const content = cell === undefined ? [] : bodyToInline(cellContent(cell), context);
      return { type: 'tableCell', children: content.flatMap(inCell) };
    }),
  }));
  const align = Array.from({ length: width }, (_, column) => {
    const value = rows[0]?.content?.[column]?.attrs?.['align'];
    return value === 'left' || value === 'right' || value === 'center' ? value : null;
  });
  return [{ type: 'table', align, children }];
}

function blockToBlocks(node: BlockNode, context: WritingContext): RootContent[] {
  switch (node.type) {
    case 'paragraph':
      return paragraphToBlocks(node, context);
    case 'heading': {
      const level = Number(node.attrs?.['level'] ?? 1);
      const depth = (level >= 1 && level <= 6 ? Math.floor(level) : 1) as 1 | 2 | 3 | 4 | 5 | 6;
      // Only the two largest headings can be written over several lines.
      const content = (node.content ?? []).map((child) =>
        child.type === 'hardBreak' && depth > 2 ? { type: 'text', text: ' ' } : child,
      );
      return [{ type: 'heading', depth, children: bodyToInline(content, context) }];
    }
    case 'blockquote':
      return [{ type: 'blockquote', children: blocksOf(node.content, context) }];
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return listToBlocks(node, context);
    case 'codeBlock': {
      const lang = clean(stringAttribute(node, 'language') ?? '').replace(/\s+/g, '-');
      const meta = clean(stringAttribute(node, 'meta') ?? '')
        .replace(/\s+/g, ' ')
        .trim();
      const value = sourceOf(node).replace(/\r\n?/g, '\n');
      // Only after a language can anything else stand on the fence.
      return [{ type: 'code', lang: lang === '' ? null : lang, meta: lang === '' || meta === '' ? null : meta, value }];
    }
    case 'horizontalRule':
      return [{ type: 'thematicBreak' }];
    case 'table':
      return tableToBlocks(node, context);
    case 'image':
      return imageToBlocks(node);
    case 'file': {
      const url = stringAttribute(node, 'src') ?? '';
      const name = stringAttribute(node, 'name') ?? '';
      return paragraph([
        { type: 'link', url, title: null, children: [{ type: 'text', value: name === '' ? url : name }] },
      ]);
    }
    case 'mathBlock':
      return [{ type: 'math', value: clean(stringAttribute(node, 'latex') ?? '').replace(/\r\n?/g, '\n') }];
    case 'htmlBlock': {
      const value = clean(stringAttribute(node, 'html') ?? '').replace(/\r\n?/g, '\n');
      return value.trim() === '' ? [] : [{ type: 'html', value }];
    }
    case 'footnoteDefinition': {
      const label = stringAttribute(node, 'label') ?? '';
      const children = blocksOf(node.content, context);
      if (!context.footnotes.has(label)) return children;
      return [{ type: 'footnoteDefinition', identifier: label, label, children }];
    }
    default:
      return unknownToBlocks(node, context);
  }
}

/** What this version does not know gives what is inside it. */
function unknownToBlocks(node: BlockNode, context: WritingContext): RootContent[] {
  const blocks: RootContent[] = [];
  let inline: BlockNode[] = [];
  const flush = (): void => {
    blocks.push(...paragraph(bodyToInline(inline, context)));
    inline = [];
  };
  for (const child of INLINE_TYPES.has(node.type) ? [node] : (node.content ?? [])) {
    if (INLINE_TYPES.has(child.type)) inline.push(child);
    else {
      flush();
      blocks.push(...blockToBlocks(child, context));
    }
  }
  flush();
  return blocks;
}

/** The flow content for blocks of a body. Empty paragraphs have no Markdown and fall away. */
export function blocksOf(nodes: readonly BlockNode[] | undefined, context: WritingContext): BlockContent[] {
  return (nodes ?? []).flatMap((node) => blockToBlocks(node, context)) as BlockContent[];
}
