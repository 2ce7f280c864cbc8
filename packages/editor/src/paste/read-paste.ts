import type { Element, ElementContent, Root } from 'hast';
import type { BlockNode } from '../block-node.ts';
import { childElements, textProperty } from '../html/elements.ts';
import { htmlTreeToTree, isReasonableHtml, parseHtml } from '../html/html-to-tree.ts';
import { treeToBody } from '../markdown/from-markdown.ts';
import { readClassRules, readDeclarations, type Declarations } from './css.ts';
import { readDialects, readFormulas } from './dialects.ts';
import { elementsOf, rewrite, textBelow } from './hast-edit.ts';
import { marksFromStyle } from './marks.ts';
import { readTables } from './tables.ts';
import { readFootnotes, readWord } from './word.ts';

/** The program that something was copied in. */
export type PasteSource =
  | 'word'
  | 'excel'
  | 'google-docs'
  | 'google-sheets'
  | 'notion'
  | 'apple'
  | 'code-editor'
  | 'web';

export interface Paste {
  source: PasteSource;
  /**
   * What was copied, as the body of a page; ids are new. Pictures keep the
   * address that they came with, `data:` and `blob:` too: who pastes uploads them.
   */
  body: BlockNode;
}

export interface PasteOptions {
  /** Makes the ids of new blocks; random by default. */
  newId?: () => string;
  /** Labels that footnotes of the page have already. */
  takenFootnotes?: ReadonlySet<string>;
  /** The language of copied code, where the clipboard names it beside the HTML. */
  language?: string | null;
}

function sourceOf(html: string): PasteSource {
  if (/urn:schemas-microsoft-com:office:excel|content="?Excel\.Sheet/i.test(html)) return 'excel';
  if (/urn:schemas-microsoft-com:office:word|class="?Mso|style=["'][^"'>]*mso-/i.test(html)) return 'word';
  if (/<google-sheets-html-origin/i.test(html)) return 'google-sheets';
  if (/docs-internal-guid-/i.test(html)) return 'google-docs';
  if (/<!--\s*notionvc:/i.test(html)) return 'notion';
  if (/content="?Cocoa HTML Writer/i.test(html)) return 'apple';
  return 'web';
}

/** The text of lines that a code editor coloured; null when it is none of its. */
function codeOf(root: Root): string | null {
  const [only, ...more] = childElements(root as never).filter(({ tagName }) => !/^(?:meta|style)$/.test(tagName));
  if (only?.tagName !== 'div' || more.length > 0) return null;
  const style = readDeclarations(textProperty(only, 'style') ?? '');
  if (
    style.get('white-space')?.startsWith('pre') !== true ||
    !/mono|consol|menlo|courier/i.test(style.get('font-family') ?? '')
  )
    return null;
  const lines = only.children.flatMap((child) => {
    if (child.type !== 'element') return child.type === 'text' && child.value.trim() !== '' ? [child.value] : [];
    return child.tagName === 'br' ? [''] : [textBelow(child)];
  });
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** What stands between the marks that Windows puts around what was copied. */
function fragmentOf(html: string): string {
  const start = html.indexOf('<!--StartFragment-->');
  const end = html.lastIndexOf('<!--EndFragment-->');
  if (start === -1 || end <= start) return html;
  // The style sheet stands before it and is needed.
  const styles = html.slice(0, start).match(/<style[\s\S]*?<\/style>/gi) ?? [];
  const fragment = html.slice(start + '<!--StartFragment-->'.length, end);
  // Excel begins inside of the table.
  const around = /^\s*(?:<col\b|<tr\b|<t[dh]\b)/i.test(fragment) ? `<table>${fragment}</table>` : fragment;
  return styles.join('') + around;
}

function rulesOf(root: Root): Map<string, Declarations> {
  const css = [...elementsOf(root)].filter(({ tagName }) => tagName === 'style').map(textBelow);
  return readClassRules(css.join('\n'));
}

/** Headings are bold and links coloured by themselves. */
function withoutOwnLooks(node: Element): ElementContent[] | undefined {
  if (/^(?:h[1-6]|th)$/.test(node.tagName))
    rewrite(node, (child) => (/^(?:b|strong)$/.test(child.tagName) ? child.children : undefined));
  if (node.tagName === 'a' && node.properties['dataFootnoteRef'] === undefined)
    rewrite(node, (child) => (/^(?:u|span)$/.test(child.tagName) ? child.children : undefined));
  return undefined;
}

function footnoteLabels(taken: ReadonlySet<string>): (name: string) => string {
  const labels = new Map<string, string>();
  let next = 1;
  return (name) => {
    let label = labels.get(name);
    if (label === undefined) {
      while (taken.has(String(next))) next++;
      label = String(next++);
      labels.set(name, label);
    }
    return label;
  };
}

/**
 * Reads what another program put on the clipboard as HTML: Word, Excel, Google
 * Docs and Sheets, Notion, Apple's programs, code editors, pages of the web.
 * Null for what this editor copied itself, and for what is too deep to be real:
 * both are the editor's own business.
 */
export function readPaste(html: string, options: PasteOptions = {}): Paste | null {
  if (html.includes('data-pm-slice') || html.trim() === '' || !isReasonableHtml(html)) return null;
  const { newId, takenFootnotes = new Set(), language = null } = options;
  const ids = newId === undefined ? {} : { newId };
  const source = sourceOf(html);
  const root = parseHtml(fragmentOf(html));
  const code = source === 'web' ? codeOf(root) : null;
  if (code !== null) {
    const tree = { type: 'root' as const, children: [{ type: 'code' as const, lang: language, value: code }] };
    return { source: 'code-editor', body: treeToBody(tree, ids) };
  }
  const rules = rulesOf(root);
  const ofSheet = source === 'excel' || source === 'google-sheets';
  if (source === 'word') readWord(root, rules);
  readFootnotes(root, footnoteLabels(takenFootnotes));
  readFormulas(root);
  readTables(root, rules, { ofSheet });
  const withColours = source === 'word' || source === 'google-docs' || source === 'notion';
  rewrite(root, (node) => marksFromStyle(node, { rules, withColours }));
  readDialects(root);
  rewrite(root, withoutOwnLooks);
  const tree = htmlTreeToTree(root, { dataPictures: true });
  return { source, body: treeToBody(tree, ids) };
}
