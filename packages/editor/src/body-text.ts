import { stringAttribute, type BlockNode } from './block-node.ts';
import { INLINE_TYPES, TEXTBLOCK_TYPES } from './schema-defaults.ts';

/** The text that an inline node stands for. */
function inlineText(node: BlockNode): string {
  switch (node.type) {
    case 'text':
      return node.text ?? '';
    case 'hardBreak':
      return '\n';
    case 'inlineImage':
      return stringAttribute(node, 'alt') ?? '';
    case 'inlineMath':
      return stringAttribute(node, 'latex') ?? '';
    case 'footnoteReference':
      return `[${stringAttribute(node, 'label') ?? ''}]`;
    case 'pageLink':
      return stringAttribute(node, 'label') ?? '';
    case 'mention':
      return `@${stringAttribute(node, 'label') ?? ''}`;
    case 'dateMention':
      return stringAttribute(node, 'date') ?? '';
    default:
      // Raw HTML between words is markup, not text.
      return '';
  }
}

function lines(...texts: readonly (string | null)[]): string | null {
  const shown = texts.filter((text) => text !== null && text !== '');
  return shown.length === 0 ? null : shown.join('\n');
}

/** The text of a block without children, or null when it has none to show. */
function leafText(node: BlockNode): string | null {
  switch (node.type) {
    case 'mathBlock':
      return stringAttribute(node, 'latex');
    case 'htmlBlock':
      return stringAttribute(node, 'html');
    case 'image':
      return lines(stringAttribute(node, 'alt'), stringAttribute(node, 'title'));
    case 'file':
      return stringAttribute(node, 'name');
    case 'embed':
    case 'bookmark':
      return lines(
        stringAttribute(node, 'title') ?? stringAttribute(node, 'url'),
        stringAttribute(node, 'description'),
      );
    default:
      return TEXTBLOCK_TYPES.has(node.type) ? '' : null;
  }
}

/**
 * The plain text of a body: blocks joined by a line feed, nothing else added or
 * removed; a single code block gives exactly its text. Unknown elements give the
 * text of their children.
 */
export function bodyToText(body: BlockNode): string {
  const lines: string[] = [];
  const visit = (node: BlockNode): void => {
    const children = node.content ?? [];
    if (children.length === 0) {
      const text = leafText(node);
      if (text !== null) lines.push(text);
      return;
    }
    let line: string | null = null;
    for (const child of children) {
      if (INLINE_TYPES.has(child.type)) {
        line = (line ?? '') + inlineText(child);
        continue;
      }
      if (line !== null) lines.push(line);
      line = null;
      visit(child);
    }
    if (line !== null) lines.push(line);
  };
  visit(body);
  return lines.join('\n');
}
