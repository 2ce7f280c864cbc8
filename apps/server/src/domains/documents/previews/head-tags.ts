/** Only so many tags of a page are looked at, and only so long ones. */
const TAGS = 300;
const TAG_LENGTH = 8_192;
const TITLE_LENGTH = 4_096;
const ALL_LENGTH = 65_536;

const WANTED = /(?:meta|link|base|title)(?=[\s/>])/iy;
/** Whose content is no HTML of the page. */
const OPAQUE = /(?:script|style|svg|noscript|template|textarea|iframe|xmp)(?=[\s/>])/iy;

const nameAt = (pattern: RegExp, html: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(html)?.[0].toLowerCase() ?? null;
};

/** Where a tag that begins before `from` ends, quoted attributes passed over; -1 when it is too long. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  const last = Math.min(html.length, from + TAG_LENGTH);
  for (let at = from; at < last; at += 1) {
    const sign = html[at] ?? '';
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '>') return at + 1;
    else if ((sign === '"' || sign === "'") && html[at - 1] === '=') quote = sign;
  }
  return -1;
}

/**
 * The `meta`, `link` and `base` tags and the title of a page, as HTML of their own and in order.
 * One pass from start to end: a whole parser takes minutes over a page that was made to hold it up.
 */
export function headTags(html: string): string {
  const tags: string[] = [];
  let titled = false;
  let length = 0;
  let examined = 0;
  const keep = (from: number, to: number) => {
    tags.push(html.slice(from, to));
    length += to - from;
  };
  for (
    let at = html.indexOf('<');
    at !== -1 && examined < TAGS && length < ALL_LENGTH;
    at = html.indexOf('<', at + 1)
  ) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 4);
      if (end === -1) break;
      at = end;
      continue;
    }
    const opaque = nameAt(OPAQUE, html, at + 1);
    if (opaque !== null) {
      const close = new RegExp(`</${opaque}`, 'gi');
      close.lastIndex = at;
      if (close.exec(html) === null) break;
      at = close.lastIndex;
      continue;
    }
    const wanted = nameAt(WANTED, html, at + 1);
    if (wanted === null) continue;
    examined += 1;
    const end = endOfTag(html, at + 1);
    if (end === -1) continue;
    if (wanted !== 'title') keep(at, end);
    else if (!titled) {
      titled = true;
      const text = html.slice(end, end + TITLE_LENGTH);
      const close = text.search(/<\/title/i);
      tags.push(`<title>${close === -1 ? text : text.slice(0, close)}</title>`);
    }
    at = end - 1;
  }
  return tags.join('');
}
