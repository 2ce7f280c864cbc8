import type { BlockNode } from '@materi/editor';
import { rewriteAddresses } from '@materi/editor';
import { bodyToHtml } from '@materi/editor/html';
import { headingSlugs } from '@materi/editor/headings';
import type { Element } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import { findElements, oneLine, property, textOf, transform } from './tree.ts';

export interface WriteHtml {
  readonly title: string;
  readonly body: BlockNode;
  /** New addresses of links and pictures; those that are not named stay. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Pictures that go into the file itself, by their address in the body. */
  readonly pictures: ReadonlyMap<string, { readonly mediaType: string; readonly bytes: Uint8Array }>;
  readonly titles: ReadonlyMap<string, string>;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f1e1b; --soft: #5f5d57; --line: #dddad3; --back: #fff; --shade: #f5f4f1; --link: #0b5d6b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #a9a59b; --line: #3d3a35; --back: #1d1b19; --shade: #282623; --link: #6fc3d1; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 3rem 1.25rem 5rem; max-width: 46rem; font: 1rem/1.65 "Inter Variable", Inter, system-ui, sans-serif; color: var(--ink); background: var(--back); overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 .5em; } h1 { font-size: 2.1rem; margin-top: 0; } h2 { font-size: 1.5rem; } h3 { font-size: 1.2rem; } h4, h5, h6 { font-size: 1rem; }
a { color: var(--link); } img { max-width: 100%; height: auto; } figure { margin: 1.5em 0; text-align: center; } figure[align=left] { text-align: left; } figure[align=right] { text-align: right; } figcaption { color: var(--soft); font-size: .9rem; margin-top: .4em; }
blockquote { margin: 1em 0; padding-inline-start: 1em; border-inline-start: 3px solid var(--line); color: var(--soft); }
pre, code { font-family: "JetBrains Mono", ui-monospace, Consolas, monospace; font-size: .9em; } code { background: var(--shade); border-radius: 4px; padding: .1em .3em; }
pre { background: var(--shade); border-radius: 8px; padding: 1em; overflow-x: auto; } pre code { padding: 0; background: none; }
table { border-collapse: collapse; margin: 1.2em 0; width: 100%; font-variant-numeric: tabular-nums; } th, td { border: 1px solid var(--line); padding: .4em .6em; text-align: start; vertical-align: top; } th { background: var(--shade); }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; } mark { background: #ffe58a; color: #1f1e1b; border-radius: 3px; }
.markdown-alert { margin: 1.2em 0; padding: .6em 1em; border-inline-start: 4px solid var(--link); background: var(--shade); border-radius: 6px; } .markdown-alert-title { font-weight: 600; margin: 0; }
.markdown-alert-warning, .markdown-alert-caution { border-color: #b3541e; } .columns { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 1.5rem; }
ul.contains-task-list { list-style: none; padding-inline-start: 1.2em; } li > p { margin: .3em 0; } [data-footnotes] { border-top: 1px solid var(--line); margin-top: 3em; font-size: .9rem; color: var(--soft); }
.materi-pages { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; }
@media (max-width: 40rem) { .columns { grid-auto-flow: row; } }
@media print { :root { --ink: #000; --back: #fff; --soft: #444; --shade: #f5f4f1; --line: #bbb; --link: #000; } body { max-width: none; padding: 0; } pre { white-space: pre-wrap; } h1, h2, h3 { break-after: avoid; } tr, img, figure { break-inside: avoid; } details > * { display: block; } }
`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Writes a page as one readable, printable HTML file that asks nothing of any server. */
export function writeHtml({ title, body, addresses, pictures, titles }: WriteHtml): string {
  const replace = (address: string): string => addresses.get(address) ?? address;
  const written = bodyToHtml(rewriteAddresses(withTitles(body, titles), { link: replace, source: replace }));
  const root = fromHtml(written, { fragment: true });
  const slugs = headingSlugs(body);
  let at = 0;
  transform(root, (node) => {
    const src = node.tagName === 'img' ? pictures.get(property(node, 'src')) : undefined;
    if (src !== undefined) {
      node.properties['src'] = `data:${src.mediaType};base64,${Buffer.from(src.bytes).toString('base64')}`;
    }
    if (node.tagName === 'details') node.properties['open'] = true;
    const captioned = picture(node);
    return captioned === undefined ? undefined : [captioned];
  });
  for (const heading of findElements(root, (node: Element) => /^h[1-6]$/.test(node.tagName))) {
    const slug = slugs[at];
    // What raw HTML adds has no name of ours.
    if (slug === undefined || oneLine(textOf(heading)) !== oneLine(slug.text)) continue;
    heading.properties['id'] = slug.slug;
    at += 1;
  }
  const head = escaped(title || 'Untitled');
  const heading = title === '' ? '' : `<h1>${escaped(title)}</h1>\n`;
  return (
    `<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
    `<meta name="generator" content="Materi">\n<title>${head}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n` +
    `${heading}${toHtml(root)}\n</main>\n</body>\n</html>\n`
  );
}

/** A picture that is a block by itself, with its caption below. The page shows those without a place in the middle. */
function picture(node: Element): Element | undefined {
  const [only, ...more] = node.children;
  const isPlaced = node.tagName === 'div' && node.properties['align'] !== undefined;
  if ((node.tagName !== 'p' && !isPlaced) || only?.type !== 'element' || more.length > 0) return undefined;
  const [image] = only.tagName === 'img' ? [only] : findElements(only, ({ tagName }) => tagName === 'img');
  if (image === undefined || (only !== image && only.tagName !== 'a')) return undefined;
  const caption = property(image, 'title');
  delete image.properties['title'];
  const children: Element[] = [only];
  const words = { type: 'text' as const, value: caption };
  if (caption !== '') children.push({ type: 'element', tagName: 'figcaption', properties: {}, children: [words] });
  const properties = isPlaced ? { align: node.properties['align'] ?? null } : {};
  return { type: 'element', tagName: 'figure', properties, children };
}

/** Links to pages say what those are called now. */
function withTitles(body: BlockNode, titles: ReadonlyMap<string, string>): BlockNode {
  const visit = (node: BlockNode): BlockNode => {
    const id = node.type === 'pageLink' ? node.attrs?.['documentId'] : undefined;
    const title = typeof id === 'string' ? titles.get(id) : undefined;
    return {
      ...node,
      ...(title === undefined || title === '' ? {} : { attrs: { ...node.attrs, label: title } }),
      ...(node.content === undefined ? {} : { content: node.content.map(visit) }),
    };
  };
  return visit(body);
}
