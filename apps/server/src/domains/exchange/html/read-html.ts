import type { Element, ElementContent, Root } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toHtml } from 'hast-util-to-html';
import type { BlockNode } from '@materi/editor';
import { htmlToBody } from '@materi/editor/html';
import type { EmbeddedFile, ReadDocument } from '../docx/read-docx.ts';
import { createLosses, type Losses } from '../losses.ts';
import { dialect } from './dialects.ts';
import { rewriteFootnotes } from './footnotes.ts';
import { classLooks, lookOf, marksOf } from './styles.ts';
import {
  childElements,
  element,
  findElement,
  findElements,
  hasClass,
  oneLine,
  property,
  textOf,
  transform,
} from './tree.ts';

export interface ReadHtml extends ReadDocument {
  /** The address of the page above this one, as Confluence writes it. */
  readonly parentHref: string | null;
}

/** Text of a saved page: in the encoding that it declares, else UTF-8. */
export function decodeHtml(bytes: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 2048));
  const byMark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  const declared = byMark ?? /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

const size = (node: Element | Root): number => textOf(node).replaceAll(/\s+/g, ' ').length;

/** Where a saved page holds what it is about. */
function mainOf(root: Root, losses: Losses): Element | Root {
  const body = findElement(root, ({ tagName }) => tagName === 'body') ?? root;
  const known = findElement(
    body,
    (node) =>
      (node.tagName === 'div' && (hasClass(node, 'page-body') || property(node, 'id') === 'main-content')) ||
      (node.tagName === 'div' && hasClass(node, 'wiki-content')),
  );
  if (known !== undefined) return known;
  const articles = findElements(body, ({ tagName }) => tagName === 'article');
  const candidates = [
    ...findElements(body, (node) => node.tagName === 'main' || property(node, 'role') === 'main'),
    ...(articles.length === 1 ? articles : []),
  ];
  const whole = size(body);
  // One that holds little is not what the page is about.
  const main = candidates
    .filter((node) => size(node) >= Math.min(200, whole * 0.3))
    .toSorted((a, b) => size(b) - size(a))[0];
  const chosen = main ?? body;
  const isFurniture = (node: Element): boolean =>
    node.tagName === 'nav' ||
    /^(navigation|banner|contentinfo|search|complementary)$/.test(property(node, 'role')) ||
    (chosen === body &&
      (node.tagName === 'footer' ||
        (node.tagName === 'header' && findElement(node, ({ tagName }) => tagName === 'h1') === undefined)));
  transform(chosen, (node) => {
    if (!isFurniture(node)) return undefined;
    const text = oneLine(textOf(node));
    if (text !== '') losses.add('page_furniture', text);
    return [];
  });
  return chosen;
}

function titleOf(root: Root, main: Element | Root): { title: string | null; heading: Element | undefined } {
  const named = findElement(root, (node) => hasClass(node, 'page-title') || property(node, 'id') === 'title-text');
  // "Space : Page", as Confluence has it.
  if (named !== undefined)
    return { title: oneLine(textOf(named)).replace(/^[^:]{1,80} : /, '') || null, heading: named };
  const headings = findElements(main, ({ tagName }) => tagName === 'h1');
  const [only] = headings;
  if (headings.length === 1 && only !== undefined && oneLine(textOf(only)) !== '')
    return { title: oneLine(textOf(only)), heading: only };
  const title = oneLine(textOf(findElement(root, ({ tagName }) => tagName === 'title')));
  return { title: title === '' ? null : title, heading: undefined };
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)?((?:;[\w=.+-]+)*?)(;base64)?,(.*)$/is;
const ENDINGS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
  'image/avif': 'avif',
};

function dataFile(url: string, at: number): EmbeddedFile | null {
  const match = DATA_URL.exec(url);
  const ending = ENDINGS[match?.[1]?.toLowerCase() ?? ''];
  if (match === null || ending === undefined) return null;
  try {
    const bytes =
      match[3] === undefined
        ? Buffer.from(decodeURIComponent(match[4] ?? ''))
        : Buffer.from(decodeURIComponent(match[4] ?? ''), 'base64');
    const name = `picture-${at}.${ending}`;
    return { address: `_embedded/${name}`, name, bytes: new Uint8Array(bytes) };
  } catch {
    return null;
  }
}

/** The real address of a picture that a script would have loaded later. */
function lazySource(node: Element): string {
  const src = property(node, 'src');
  const later = property(node, 'dataSrc') || property(node, 'dataOriginal') || property(node, 'dataLazySrc');
  if (later !== '' && (src === '' || src.startsWith('data:'))) return later;
  return (
    src ||
    (property(node, 'srcSet')
      .split(/\s*,\s*/)[0]
      ?.split(/\s+/)[0] ??
      '')
  );
}

const linkTo = (href: string, label: string): ElementContent =>
  element('p', {}, [element('a', { href }, [{ type: 'text', value: label || href }])]);

const FRAMES = /^(iframe|embed|object|frame)$/;
const MEDIA = /^(video|audio)$/;
const FORMS = /^(form|button|select|textarea|input|fieldset|label|datalist|output)$/;
const NOTHING = /^(script|style|noscript|template|link|meta|head|title|canvas|map|dialog)$/;

/**
 * Reads an HTML file that a browser saved or another program exported: its main
 * content, with lists, tables, pictures, footnotes and the blocks of Notion and
 * Confluence; menus and scripts stay out.
 */
export function readHtml(bytes: Uint8Array): ReadHtml {
  const losses = createLosses();
  const root = fromHtml(decodeHtml(bytes).toWellFormed().replaceAll('\0', '\uFFFD'), { fragment: false });
  const looks = classLooks(root);
  const crumbs = findElement(root, (node) => property(node, 'id') === 'breadcrumbs');
  const parentHref =
    crumbs === undefined
      ? null
      : (findElements(crumbs, ({ tagName }) => tagName === 'a')
          .map((link) => property(link, 'href'))
          .at(-1) ?? null);
  const main = mainOf(root, losses);
  const { title, heading } = titleOf(root, main);
  const embedded: EmbeddedFile[] = [];
  const addressOf = new Map<string, string>();

  const picture = (node: Element): ElementContent[] => {
    const src = lazySource(node).trim();
    if (src.startsWith('data:')) {
      const known = addressOf.get(src);
      const file = known === undefined ? dataFile(src, embedded.length + 1) : null;
      if (file !== null) {
        embedded.push(file);
        addressOf.set(src, file.address);
      }
      const address = known ?? file?.address;
      // Tiny stand-ins of lazy pictures carry no words and show nothing.
      if (address === undefined) {
        losses.add('missing_pictures', property(node, 'alt'));
        return [];
      }
      node.properties['src'] = address;
      return [node];
    }
    if (src === '') return [];
    if (/^(https?:)?\/\//i.test(src)) losses.add('remote_pictures', src);
    node.properties['src'] = src.startsWith('//') ? `https:${src}` : src;
    return [node];
  };

  transform(main, (node, parents) => {
    if (node === heading) return [];
    if (node.tagName === 'svg') {
      const words = oneLine(textOf(findElement(node, ({ tagName }) => tagName === 'title')));
      if (findElements(node, ({ tagName }) => tagName === 'text').length > 0)
        losses.add('drawings', words || oneLine(textOf(node)));
      return [];
    }
    if (NOTHING.test(node.tagName)) return [];
    if ('hidden' in node.properties || lookOf(node, looks).hidden) {
      const text = oneLine(textOf(node));
      if (text !== '') losses.add('hidden_text', text);
      return [];
    }
    if (node.tagName === 'img') return dialect(node, parents, losses) ?? picture(node);
    if (FRAMES.test(node.tagName) || MEDIA.test(node.tagName)) {
      const source =
        property(node, 'src') ||
        property(node, 'data') ||
        property(childElements(node).find(({ tagName }) => tagName === 'source') ?? node, 'src');
      losses.add(MEDIA.test(node.tagName) ? 'media' : 'frames', source);
      return /^https?:/i.test(source) || MEDIA.test(node.tagName) ? [linkTo(source, property(node, 'title'))] : [];
    }
    if (node.tagName === 'input' && /^(checkbox)$/i.test(property(node, 'type'))) return undefined;
    if (FORMS.test(node.tagName)) {
      if (/^(input|select|textarea|button)$/.test(node.tagName))
        losses.add('forms', property(node, 'name') || oneLine(textOf(node)));
      return /^(input|select|textarea|button|datalist)$/.test(node.tagName) ? [] : node.children;
    }
    return dialect(node, parents, losses) ?? marksOf(node, looks);
  });
  const content: Root = { type: 'root', children: main.children as Root['children'] };
  rewriteFootnotes(content);
  const body: BlockNode = htmlToBody(toHtml(content));
  return { title, body, embedded, losses: losses.list(), parentHref };
}
