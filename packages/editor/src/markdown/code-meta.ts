/** What follows the language on the opening fence, taken apart. */
export interface CodeMeta {
  caption: string | null;
  wrap: boolean;
  /** Everything else, kept for the way back. */
  meta: string | null;
}

const TITLE = /(?:^|\s)title="([^"]*)"/;
const WRAP = /(?:^|\s)wrap(?=\s|$)/;

/** Reads `title="…"` and `wrap`, as documentation tools write them. */
export function readCodeMeta(written: string | null): CodeMeta {
  const text = written ?? '';
  const caption = TITLE.exec(text)?.[1]?.trim() ?? '';
  const bare = text.replace(TITLE, '');
  const rest = bare.replace(WRAP, '').trim();
  return { caption: caption === '' ? null : caption, wrap: WRAP.test(bare), meta: rest === '' ? null : rest };
}

/** The way back. */
export function writeCodeMeta({ caption, wrap, meta }: CodeMeta): string | null {
  const title = caption === null ? '' : caption.replaceAll('"', '\u201d').replace(/\s+/g, ' ').trim();
  const parts = [meta ?? '', title === '' ? '' : `title="${title}"`, wrap ? 'wrap' : ''];
  return parts.filter((part) => part !== '').join(' ') || null;
}
