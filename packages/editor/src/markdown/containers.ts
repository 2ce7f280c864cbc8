import { stringAttribute, type BlockNode } from '../block-node.ts';

/** Reads the line of a toggle, given as the HTML between `<summary>` and its end. */
export type ReadSummary = (html: string) => BlockNode;

interface Open {
  kind: 'toggle' | 'columnList' | 'column';
  /** What stood in the text, in case that nothing closes it. */
  source: BlockNode;
  node: BlockNode;
  content: BlockNode[];
}

const TOKEN =
  /<details(?:\s+open(?:="")?)?>\s*<summary>([\s\S]*?)<\/summary>|<\/details>|<!-- columns -->|<!-- column(?: (\d+(?:\.\d+)?))? -->|<!-- \/columns -->/gi;

/** A line of a toggle is one; looking for its end in more takes time that grows with the square. */
const MAX_LENGTH = 20_000;

/** No page of a person nests deeper; what does stays raw HTML. */
const MAX_DEPTH = 40;

/** The marks of containers that a piece of raw HTML is made of; null when it is anything else. */
function tokensOf(node: BlockNode): RegExpExecArray[] | null {
  const html = node.type === 'htmlBlock' ? stringAttribute(node, 'html') : null;
  if (html === null || html.length > MAX_LENGTH || !/^\s*<(?:\/?details|!-- \/?column)/i.test(html)) return null;
  const tokens = [...html.matchAll(TOKEN)];
  return html.replaceAll(TOKEN, '').trim() === '' ? tokens : null;
}

function closed({ kind, node, content }: Open): BlockNode {
  if (kind === 'toggle') return { ...node, content: [...(node.content ?? []), ...content] };
  if (kind === 'column') return { ...node, content: content.length > 0 ? content : [{ type: 'paragraph' }] };
  const columns: BlockNode[] = [];
  let loose: BlockNode[] | null = null;
  for (const block of content) {
    if (block.type === 'column') {
      loose = null;
      columns.push(block);
    } else if (loose === null) {
      loose = [block];
      columns.push({ type: 'column', attrs: { width: 1 }, content: loose });
    } else loose.push(block);
  }
  return { ...node, content: columns };
}

/**
 * Toggles and columns from the raw HTML that stands for them: `<details>` with a
 * `<summary>`, and comments around columns, which no other program shows. What is
 * opened and never closed, or the other way round, stays raw HTML.
 */
export function foldContainers(blocks: readonly BlockNode[], readSummary: ReadSummary): BlockNode[] {
  if (!blocks.some((block) => block.type === 'htmlBlock')) return [...blocks];
  const root: BlockNode[] = [];
  const stack: Open[] = [];
  const target = () => stack.at(-1)?.content ?? root;
  const close = (): void => {
    const open = stack.pop();
    if (open !== undefined) target().push(closed(open));
  };
  const raw = (html: string): void => void target().push({ type: 'htmlBlock', attrs: { html } });
  for (const block of blocks) {
    const tokens = tokensOf(block);
    if (tokens === null || tokens.length === 0) {
      target().push(block);
      continue;
    }
    for (const [html, summary, width] of tokens) {
      const source: BlockNode = { type: 'htmlBlock', attrs: { html } };
      const top = stack.at(-1)?.kind;
      if (stack.length >= MAX_DEPTH && !html.startsWith('</') && html !== '<!-- /columns -->') raw(html);
      else if (summary !== undefined) {
        stack.push({ kind: 'toggle', source, node: { type: 'toggle', content: [readSummary(summary)] }, content: [] });
      } else if (html.startsWith('</')) {
        if (top === 'toggle') close();
        else raw(html);
      } else if (html === '<!-- columns -->') {
        stack.push({ kind: 'columnList', source, node: { type: 'columnList' }, content: [] });
      } else if (html === '<!-- /columns -->') {
        if (top === 'column') close();
        if (stack.at(-1)?.kind === 'columnList' && (stack.at(-1)?.content.length ?? 0) > 0) close();
        else raw(html);
      } else {
        if (top === 'column') close();
        if (stack.at(-1)?.kind !== 'columnList') raw(html);
        else
          stack.push({
            kind: 'column',
            source,
            node: { type: 'column', attrs: { width: Number(width ?? 1) || 1 } },
            content: [],
          });
      }
    }
  }
  // Whatever is still open was never meant, or lost its end: nothing of it may vanish.
  while (stack.length > 0) {
    const open = stack.pop();
    if (open === undefined) break;
    const inside = open.content.flatMap((node) => (node.type === 'column' ? (node.content ?? []) : [node]));
    target().push(open.source, ...inside);
  }
  return root;
}
