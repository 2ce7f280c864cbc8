import type { BlockNode } from '@materi/editor';
import type { Numbered } from './numbering.ts';

/** An item of a list as the document gives it: a paragraph with a number. */
export interface ListEntry {
  readonly numbered: Pick<Numbered, 'listKey' | 'ordered' | 'type' | 'number'>;
  /** How deep it stands, from 0. */
  readonly level: number;
  /** Where its text begins; what follows at the same indent belongs to it. */
  readonly left: number;
  readonly checked: boolean | null;
  readonly blocks: BlockNode[];
}

interface OpenList {
  readonly node: BlockNode & { content: BlockNode[] };
  readonly level: number;
  readonly key: string;
  readonly ordered: boolean;
  readonly type: string;
  next: number;
  left: number;
}

/**
 * Takes the blocks of a Word file in order and nests what Word writes flat:
 * lists in lists, lines of code in one block, paragraphs of a quote in one.
 */
export interface BlockSink {
  add(node: BlockNode): void;
  addEntry(entry: ListEntry): void;
  /** A paragraph without a number that goes on with the item whose text begins where it does; false when there is none. */
  goOn(node: BlockNode, left: number): boolean;
  addCode(text: string, language: string | null): void;
  addQuote(nodes: readonly BlockNode[]): void;
  /** The block before the next one, when nothing but it can be meant. */
  last(): BlockNode | undefined;
  readonly isEmpty: boolean;
  finish(): BlockNode[];
}

const isList = (node: BlockNode | undefined): boolean =>
  node?.type === 'bulletList' || node?.type === 'orderedList' || node?.type === 'taskList';

export function createBlockSink(): BlockSink {
  const blocks: BlockNode[] = [];
  let open: OpenList[] = [];
  let code: { lines: string[]; language: string | null; node: BlockNode } | null = null;
  let quote: BlockNode | null = null;

  const closeAll = (): void => {
    open = [];
    code = null;
    quote = null;
  };

  function begin(entry: ListEntry): OpenList {
    const { listKey, ordered, type, number } = entry.numbered;
    const node: BlockNode & { content: BlockNode[] } = {
      type: ordered ? 'orderedList' : 'bulletList',
      attrs: ordered ? { start: number, tight: true, ...(type === '1' ? {} : { type }) } : { tight: true },
      content: [],
    };
    const item = open.at(-1)?.node.content.at(-1);
    if (item === undefined) blocks.push(node);
    else item.content = [...(item.content ?? []), node];
    const list: OpenList = { node, level: entry.level, key: listKey, ordered, type, next: number, left: entry.left };
    open.push(list);
    return list;
  }

  return {
    add(node) {
      closeAll();
      blocks.push(node);
    },

    addEntry(entry) {
      code = null;
      quote = null;
      const { ordered, number, type, listKey } = entry.numbered;
      while ((open.at(-1)?.level ?? -1) > entry.level) open.pop();
      const top = open.at(-1);
      const goesOn =
        top !== undefined &&
        top.level === entry.level &&
        top.ordered === ordered &&
        (!ordered || (top.next === number && top.type === type && (top.key === listKey || number !== 1)));
      if (top !== undefined && top.level === entry.level && !goesOn) open.pop();
      const list = goesOn ? top : begin(entry);
      list.next = number + 1;
      list.left = entry.left;
      list.node.content.push(
        entry.checked === null
          ? { type: 'listItem', content: entry.blocks }
          : { type: 'taskItem', attrs: { checked: entry.checked }, content: entry.blocks },
      );
    },

    goOn(node, left) {
      if (code !== null || quote !== null) return false;
      const at = open.findLastIndex((list) => list.left > 0 && list.left <= left + 20);
      const item = at < 0 ? undefined : open[at]?.node.content.at(-1);
      if (item === undefined) return false;
      open = open.slice(0, at + 1);
      item.content = [...(item.content ?? []), node];
      return true;
    },

    addCode(text, language) {
      if (code !== null && code.language === language) {
        code.lines.push(text);
        const whole = code.lines.join('\n');
        if (whole !== '') code.node.content = [{ type: 'text', text: whole }];
        return;
      }
      closeAll();
      const node: BlockNode = { type: 'codeBlock', attrs: { language, meta: null } };
      if (text !== '') node.content = [{ type: 'text', text }];
      code = { lines: [text], language, node };
      blocks.push(node);
    },

    addQuote(nodes) {
      if (quote === null) {
        closeAll();
        quote = { type: 'blockquote', content: [] };
        blocks.push(quote);
      }
      quote.content = [...(quote.content ?? []), ...nodes];
    },

    last: () => (open.length > 0 || quote !== null ? undefined : blocks.at(-1)),
    get isEmpty() {
      return blocks.length === 0;
    },
    finish: () => blocks.map(settled),
  };
}

/** Lists of nothing but boxes are task lists, and lists with whole paragraphs in their items are wide ones. */
function settled(node: BlockNode): BlockNode {
  const content = node.content?.map(settled);
  if (content === undefined) return node;
  if (!isList(node)) return { ...node, content };
  const tight = content.every((item) => (item.content ?? []).filter((block) => !isList(block)).length <= 1);
  const tasks = node.type === 'bulletList' && content.every((item) => item.type === 'taskItem');
  return { ...node, type: tasks ? 'taskList' : node.type, attrs: { ...node.attrs, tight }, content };
}
