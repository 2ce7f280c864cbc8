import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { headTags } from './head-tags.ts';

/** What a page of another site says of itself. Addresses are absolute; the texts are on one line and not too long. */
export interface PageHead {
  readonly title: string | null;
  readonly description: string | null;
  readonly siteName: string | null;
  /** Of pictures for a card, the best first. */
  readonly images: readonly string[];
  /** Of small signs for the site, the best first. */
  readonly icons: readonly string[];
}

const TITLE_LIMIT = 300;
const DESCRIPTION_LIMIT = 500;

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

const isElement = (node: Node): node is Element => 'tagName' in node;

function attributesOf(element: Element): Map<string, string> {
  return new Map(element.attrs.map(({ name, value }) => [name, value]));
}

function* elementsIn(node: Node): Generator<Element> {
  // A page may be nested deeper than the call stack.
  const waiting: Node[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isElement(next)) yield next;
    if ('childNodes' in next) for (const child of next.childNodes.toReversed()) waiting.push(child);
  }
}

function textOf(element: Element): string {
  return element.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
}

function line(text: string | undefined, limit: number): string | null {
  const plain = (text ?? '')
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (plain === '') return null;
  const characters = [...plain];
  return characters.length <= limit ? plain : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Reads the encoding that the page itself names, as browsers do in its first bytes. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  return /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(Buffer.from(bytes.subarray(0, 2048)).toString('latin1'))?.[1];
}

/** The bytes of a page as text; an encoding that nobody knows is taken for UTF-8. */
export function decodePage(bytes: Uint8Array, charset: string | undefined): string {
  for (const label of [charset, declaredCharset(bytes)]) {
    if (label === undefined) continue;
    try {
      return new TextDecoder(label).decode(bytes);
    } catch {
      // Not a name of an encoding; the next one may be.
    }
  }
  return new TextDecoder().decode(bytes);
}

/** How well a sign fits beside a line of text: about 64 pixels, and anything rather than a drawing that we do not keep. */
function iconRank(attributes: Map<string, string>): number {
  if (/svg|\.ico(\?|$)/i.test(`${attributes.get('type') ?? ''} ${attributes.get('href') ?? ''}`)) return 10_000;
  const size = Number(/(\d+)x\d+/i.exec(attributes.get('sizes') ?? '')?.[1] ?? 48);
  return Math.abs(size - 64);
}

/** What stands in the head of an HTML page: Open Graph first, then Twitter's card, then HTML's own. */
export function readPageHead(html: string, address: URL): PageHead {
  const meta = new Map<string, string>();
  const icons: { href: string; rank: number }[] = [];
  let title: string | undefined;
  let base = address;
  for (const element of elementsIn(parseFragment(headTags(html)))) {
    const attributes = attributesOf(element);
    const href = attributes.get('href')?.trim() ?? '';
    if (element.tagName === 'title' && title === undefined) title = textOf(element);
    else if (element.tagName === 'base' && base === address && URL.canParse(href, address.href))
      base = new URL(href, address.href);
    else if (element.tagName === 'meta') {
      const name = (attributes.get('property') ?? attributes.get('name') ?? '').trim().toLowerCase();
      const content = attributes.get('content')?.trim() ?? '';
      if (name !== '' && content !== '' && !meta.has(name)) meta.set(name, content);
    } else if (element.tagName === 'link' && href !== '') {
      const rel = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/);
      if (rel.includes('icon') || rel.includes('apple-touch-icon')) icons.push({ href, rank: iconRank(attributes) });
    }
  }
  const first = (...names: string[]) => names.map((name) => meta.get(name)).find((value) => value !== undefined);
  const absolute = (hrefs: (string | undefined)[]) => [
    ...new Set(
      hrefs.flatMap((href) => {
        if (href === undefined || !URL.canParse(href, base.href)) return [];
        const url = new URL(href, base);
        return /^https?:$/.test(url.protocol) ? [url.href] : [];
      }),
    ),
  ];
  return {
    title: line(first('og:title', 'twitter:title') ?? title, TITLE_LIMIT),
    description: line(first('og:description', 'twitter:description', 'description'), DESCRIPTION_LIMIT),
    siteName: line(first('og:site_name', 'application-name'), TITLE_LIMIT),
    images: absolute([first('og:image:secure_url'), first('og:image', 'og:image:url'), first('twitter:image')]),
    icons: absolute(icons.toSorted((one, other) => one.rank - other.rank).map(({ href }) => href)),
  };
}
