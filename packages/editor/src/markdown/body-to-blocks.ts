import type { BlockContent, List, ListItem, PhrasingContent, RootContent } from 'mdast';
import { stringAttribute, type BlockNode } from '../block-node.ts';
import { isImageAlign, readImageWidth } from '../image-size.ts';
import { isCalloutKind } from '../palette.ts';
import { INLINE_TYPES } from '../schema-defaults.ts';
import { bodyToInline, type WritingContext } from './body-to-inline.ts';
import { isEmoji } from './callouts.ts';
import { cardOf } from './cards.ts';
import { writeCodeMeta } from './code-meta.ts';
import { needsRichTable, tableToRichTree, tableToTree } from './tables.ts';
import type { ToggleTree } from './tree.ts';

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
  const width = readImageWidth(node.attrs?.['width']);
  const align = node.attrs?.['align'];
  if (width !== null || isImageAlign(align)) {
    const line = (name: string): string | null => stringAttribute(node, name)?.replace(/\s+/g, ' ') ?? null;
    return [
      {
        type: 'picture',
        url: line('src') ?? '',
        alt: line('alt') ?? '',
        title: line('title'),
        width,
        align: isImageAlign(align) ? align : null,
        href: line('href'),
        hrefTitle: line('hrefTitle'),
      },
    ];
  }
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
    const [head, ...below] = item.content ?? [];
    if (checked === null) {
      return { type: 'listItem', checked, spread: false, children: blocksOf(item.content, context) };
    }
    // A box needs a paragraph beside it.
    const line = head?.type === 'paragraph' ? bodyToInline(head.content ?? [], context) : [];
    const box: BlockContent[] = [{ type: 'paragraph', children: line }];
    const rest = head === undefined || head.type === 'paragraph' ? below : [head, ...below];
    return { type: 'listItem', checked, spread: false, children: [...box, ...blocksOf(rest, context)] };
  });
  if (children.length === 0) return [];
  const touching = children.every((item) =>
    item.children.every((child, index) => {
      const next = item.children[index + 1];
      // These are written with blank lines inside.
      if (child.type === 'toggle' || child.type === 'columnList') return false;
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

function toggleToTree({ content = [] }: BlockNode, context: WritingContext): ToggleTree {
  const [first, ...rest] = content;
  const isLine = first?.type === 'paragraph' || first?.type === 'heading';
  const level = Number(first?.attrs?.['level'] ?? 1);
  return {
    type: 'toggle',
    summary: isLine ? bodyToInline(first.content ?? [], context) : [],
    level: first?.type === 'heading' ? (level >= 1 && level <= 6 ? Math.floor(level) : 1) : null,
    children: blocksOf(isLine ? rest : content, context),
  };
}

function codeToTree(node: BlockNode): BlockContent {
  const clear = (name: string): string | null => {
    const text = clean(stringAttribute(node, name) ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return text === '' ? null : text;
  };
  const caption = clear('caption');
  const wrap = node.attrs?.['wrap'] === true;
  const written = writeCodeMeta({ caption, wrap, meta: clear('meta') });
  // Only after a language can anything else stand on the fence.
  const named = clear('language')?.replace(/\s+/g, '-') ?? null;
  const lang = named ?? (caption !== null || wrap ? 'text' : null);
  return {
    type: 'code',
    lang,
    meta: lang === null ? null : written,
    value: sourceOf(node).replace(/\r\n?/g, '\n'),
    data: { ...(caption === null ? {} : { caption }), ...(wrap ? { wrap } : {}) } as object,
  };
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
    case 'codeBlock':
      return [codeToTree(node)];
    case 'horizontalRule':
      return [{ type: 'thematicBreak' }];
    case 'table':
      if (!needsRichTable(node)) return tableToTree(node, context);
      return [tableToRichTree(node, (content) => blocksOf(content, context))];
    case 'callout': {
      const kind = node.attrs?.['kind'];
      const icon = stringAttribute(node, 'icon');
      return [
        {
          type: 'callout',
          kind: isCalloutKind(kind) ? kind : 'note',
          icon: icon !== null && isEmoji(icon) ? icon : null,
          children: blocksOf(node.content, context),
        },
      ];
    }
    case 'toggle':
      return [toggleToTree(node, context)];
    case 'columnList':
      return [
        {
          type: 'columnList',
          children: (node.content ?? []).map((column) => {
            const width = Number(column.attrs?.['width'] ?? 1);
            return {
              type: 'column',
              width: Number.isFinite(width) && width > 0 ? Math.round(width * 1000) / 1000 || 1 : 1,
              children: blocksOf(column.type === 'column' ? column.content : [column], context),
            };
          }),
        },
      ];
    case 'image':
      return imageToBlocks(node);
    case 'file':
    case 'embed':
    case 'bookmark':
      return [cardOf(node, node.type)];
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
