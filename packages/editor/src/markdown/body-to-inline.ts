import type { PhrasingContent, Text } from 'mdast';
import { stringAttribute, type BlockMark, type BlockNode } from '../block-node.ts';
import { carriedMarks } from '../rewrite-addresses.ts';
import { isIsoDate } from '../iso-date.ts';
import { joinTexts, trimmed } from './inline-text.ts';
import { personAddress, tagsOfMark } from './inline-tags.ts';

/** What the conversion of one body needs to know everywhere. */
export interface WritingContext {
  /** The labels that footnotes of this body define. */
  footnotes: ReadonlySet<string>;
  linkTo: (documentId: string) => string;
}

interface Item {
  node: BlockNode;
  marks: BlockMark[];
}

// The outermost first where several marks cover the same words.
const NESTING = [
  'link',
  'italic',
  'bold',
  'strike',
  'underline',
  'highlight',
  'textColour',
  'superscript',
  'subscript',
];

// Links themselves in Markdown, which do not nest.
const UNLINKABLE: ReadonlySet<string> = new Set(['pageLink', 'footnoteReference', 'mention']);

function markKey(mark: BlockMark): string {
  if (mark.type === 'link') return `link ${String(mark.attrs?.['href'])} ${String(mark.attrs?.['title'])}`;
  return `${mark.type} ${stringAttribute(mark, 'colour') ?? ''}`;
}

function hasMark(item: Item | undefined, key: string): boolean {
  return item?.marks.some((mark) => markKey(mark) === key) === true;
}

/** Marks that Markdown can write, one of each type. */
function writableMarks(marks: readonly BlockMark[]): BlockMark[] {
  const found = new Map<string, BlockMark>();
  for (const mark of marks) {
    const isWritable =
      mark.type === 'textColour' ? tagsOfMark(mark) !== null : NESTING.includes(mark.type) || mark.type === 'code';
    if (isWritable && !found.has(mark.type)) found.set(mark.type, mark);
  }
  return [...found.values()];
}

/**
 * Gives atoms their marks: those they carry, and those that the words on both
 * sides share. The shared document keeps marks of words only.
 */
function itemsOf(content: readonly BlockNode[]): Item[] {
  const items: Item[] = content.map((node) => {
    const own = node.type === 'text' ? (node.marks ?? []) : carriedMarks(node);
    const linkable = !UNLINKABLE.has(node.type);
    return { node, marks: writableMarks(own).filter((mark) => linkable || mark.type !== 'link') };
  });
  // From the end, so that every atom knows the next item that speaks about marks.
  const following: (Item | undefined)[] = [];
  let next: Item | undefined;
  for (let index = items.length - 1; index >= 0; index--) {
    following[index] = next;
    const item = items[index];
    if (item !== undefined && (item.node.type === 'text' || item.marks.length > 0)) next = item;
  }
  let before: Item | null = null;
  items.forEach((item, index) => {
    if (item.node.type !== 'text') {
      const linkable = !UNLINKABLE.has(item.node.type);
      for (const mark of before?.marks ?? []) {
        if (mark.type === 'code' || (mark.type === 'link' && !linkable) || !hasMark(following[index], markKey(mark)))
          continue;
        if (!item.marks.some((own) => own.type === mark.type)) item.marks.push(mark);
      }
    }
    before = item;
  });
  return items;
}

/** Emphasis cannot begin or end with a space: the space moves out. */
function withoutSpaceAtEdges(items: Item[]): Item[] {
  let result = items;
  for (const type of ['bold', 'italic', 'strike']) {
    const next: Item[] = [];
    const isMarked = (item: Item | undefined) => item?.marks.some((mark) => mark.type === type) === true;
    const unmarked = (item: Item, text: string): Item => ({
      node: { ...item.node, text },
      marks: item.marks.filter((mark) => mark.type !== type),
    });
    const isSpace = (item: Item) =>
      item.node.type === 'hardBreak' ||
      (item.node.type === 'text' && !item.marks.some((m) => m.type === 'code') && item.node.text?.trim() === '');
    for (let index = 0; index < result.length;) {
      const item = result[index];
      if (item === undefined) break;
      if (!isMarked(item)) {
        next.push(item);
        index++;
        continue;
      }
      const run: Item[] = [];
      for (let member = result[index]; member !== undefined && isMarked(member); member = result[++index])
        run.push(member);
      const lead: Item[] = [];
      const trail: Item[] = [];
      const bare = (member: Item) => ({ ...member, marks: member.marks.filter((mark) => mark.type !== type) });
      while (run[0] !== undefined && isSpace(run[0])) lead.push(bare(run.shift() as Item));
      for (let last = run.at(-1); last !== undefined && isSpace(last); last = run.at(-1)) {
        trail.unshift(bare(last));
        run.pop();
      }
      const first = run[0];
      if (first?.node.type === 'text' && !first.marks.some((mark) => mark.type === 'code')) {
        const text = first.node.text ?? '';
        const start = text.length - text.trimStart().length;
        if (start > 0) {
          lead.push(unmarked(first, text.slice(0, start)));
          run[0] = { ...first, node: { ...first.node, text: text.slice(start) } };
        }
      }
      const last = run.at(-1);
      if (last?.node.type === 'text' && !last.marks.some((mark) => mark.type === 'code')) {
        const text = last.node.text ?? '';
        const end = text.trimEnd().length;
        if (end < text.length) {
          trail.unshift(unmarked(last, text.slice(end)));
          run[run.length - 1] = { ...last, node: { ...last.node, text: text.slice(0, end) } };
        }
      }
      next.push(...lead, ...run, ...trail);
    }
    result = next;
  }
  return result;
}

/** Text may hold line feeds in a shared document; on the page they break the line. */
function splitLines(content: readonly BlockNode[]): BlockNode[] {
  return content.flatMap((node) => {
    if (node.type !== 'text' || !/[\r\n]/.test(node.text ?? '')) return [node];
    return (node.text ?? '').split(/\r\n|\r|\n/).flatMap((text, index) => {
      const line: BlockNode = { ...node, text };
      const code = node.marks?.some((mark) => mark.type === 'code');
      if (index === 0) return [line];
      return code === true ? [{ ...node, text: ' ' }, line] : [{ type: 'hardBreak' }, line];
    });
  });
}

function leafNodes({ node, marks }: Item, context: WritingContext, following: string): PhrasingContent[] {
  switch (node.type) {
    case 'text': {
      const value = (node.text ?? '').replaceAll('\0', '\uFFFD');
      return marks.some((mark) => mark.type === 'code') ? [{ type: 'inlineCode', value }] : [{ type: 'text', value }];
    }
    case 'hardBreak':
      return [{ type: 'break' }];
    case 'inlineImage':
      return [
        {
          type: 'image',
          url: stringAttribute(node, 'src') ?? '',
          alt: stringAttribute(node, 'alt') ?? '',
          title: stringAttribute(node, 'title'),
        },
      ];
    case 'inlineMath': {
      const value = (stringAttribute(node, 'latex') ?? '')
        .replace(/\s*[\r\n]+\s*/g, ' ')
        .replaceAll('\0', '\uFFFD')
        .trim();
      // A digit after the closing dollar would make a price of it; two dollars never do.
      return value === ''
        ? []
        : [{ type: 'inlineMath', value, data: { fence: /^\d/.test(following) ? 2 : 1 } as object }];
    }
    case 'inlineHtml':
      return [{ type: 'html', value: stringAttribute(node, 'html') ?? '' }];
    case 'footnoteReference': {
      const label = stringAttribute(node, 'label') ?? '';
      if (!context.footnotes.has(label)) return [{ type: 'text', value: `[^${label}]` }];
      return [{ type: 'footnoteReference', identifier: label, label }];
    }
    case 'pageLink': {
      const label = stringAttribute(node, 'label') ?? '';
      const url = context.linkTo(stringAttribute(node, 'documentId') ?? '');
      return [{ type: 'link', url, title: null, children: [{ type: 'text', value: label === '' ? url : label }] }];
    }
    case 'mention': {
      const personId = stringAttribute(node, 'personId') ?? '';
      const name: Text = { type: 'text', value: `@${(stringAttribute(node, 'label') ?? '').trim()}` };
      return personId === '' ? [name] : [{ type: 'link', url: personAddress(personId), title: null, children: [name] }];
    }
    case 'dateMention': {
      const date = stringAttribute(node, 'date');
      if (!isIsoDate(date)) return [];
      return [
        { type: 'html', value: `<time datetime="${date}">` },
        { type: 'text', value: date },
        { type: 'html', value: '</time>' },
      ];
    }
    default:
      return [];
  }
}

function wrap(mark: BlockMark, children: PhrasingContent[]): PhrasingContent[] {
  switch (mark.type) {
    case 'link':
      return [
        {
          type: 'link',
          url: stringAttribute(mark, 'href') ?? '',
          title: stringAttribute(mark, 'title'),
          // Links do not nest; an inner one gives way to the outer.
          children: children as Extract<PhrasingContent, { type: 'link' }>['children'],
        },
      ];
    case 'italic':
      return [{ type: 'emphasis', children }];
    case 'bold':
      return [{ type: 'strong', children }];
    case 'strike':
      return [{ type: 'delete', children }];
    default: {
      const [open, close] = tagsOfMark(mark) ?? ['', ''];
      return [{ type: 'html', value: open }, ...children, { type: 'html', value: close }];
    }
  }
}

/** Nests flat runs: at each place the mark that reaches furthest is the outermost. */
function nest(items: readonly Item[], open: readonly string[], context: WritingContext): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  for (let index = 0; index < items.length;) {
    const item = items[index];
    if (item === undefined) break;
    let best: { mark: BlockMark; key: string; end: number } | null = null;
    for (const type of NESTING) {
      const mark = item.marks.find((own) => own.type === type);
      if (mark === undefined) continue;
      const key = markKey(mark);
      if (open.includes(key)) continue;
      let end = index + 1;
      while (end < items.length && hasMark(items[end], key)) end++;
      if (best === null || end > best.end) best = { mark, key, end };
    }
    if (best === null) {
      const following = items[index + 1]?.node.text ?? '';
      nodes.push(...leafNodes(item, context, following));
      index++;
    } else {
      nodes.push(...wrap(best.mark, nest(items.slice(index, best.end), [...open, best.key], context)));
      index = best.end;
    }
  }
  return joinTextNodes(nodes);
}

function joinTextNodes(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const joined: PhrasingContent[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if ((node.type === 'text' || node.type === 'inlineCode') && last?.type === node.type) {
      (last as Text).value += node.value;
    } else {
      // Two formulas side by side would share their dollars.
      if (node.type === 'inlineMath' && last?.type === 'inlineMath') joined.push({ type: 'text', value: ' ' });
      joined.push(node);
    }
  }
  return joined;
}

/** The phrasing content for the inline nodes of one block. */
export function bodyToInline(content: readonly BlockNode[], context: WritingContext): PhrasingContent[] {
  const nodes = trimmed(joinTexts(splitLines(content)));
  return nest(withoutSpaceAtEdges(itemsOf(nodes)), [], context);
}
