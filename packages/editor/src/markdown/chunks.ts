// The parser's time grows with the square of a long text; in pieces of this size it is linear.
const CHUNK_SIZE = 8_000;

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,}|\${2,}(?=[^$]*$))/;
const PLAIN_START = /^(?:#{1,6}[ \t]|[\p{L}*_])/u;
const DEFINITION = /^[ \t>]*\[((?:[^[\]\\]|\\.){1,999})\]:/gm;
const LABEL = /\[((?:[^[\]\\]|\\.){1,999})\]/g;

/** Raw HTML that blank lines do not end. */
const HTML_PAIRS: readonly [open: string, close: string][] = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
  ['<pre', '</pre>'],
  ['<script', '</script>'],
  ['<style', '</style>'],
  ['<textarea', '</textarea>'],
];

function normalised(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** One piece of a text; `length` is what belongs to it, the rest repeats definitions from elsewhere. */
export interface Chunk {
  source: string;
  length: number;
}

/** Cuts only where no block can reach across: before a line of plain text or a heading after a blank one. */
function cut(markdown: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let fence: string | null = null;
  let blank = true;
  for (let at = 0; at < markdown.length;) {
    const end = markdown.indexOf('\n', at);
    const next = end === -1 ? markdown.length : end + 1;
    const line = markdown.slice(at, next).trimEnd();
    if (fence === null && blank && at - start >= CHUNK_SIZE && PLAIN_START.test(line)) {
      const piece = markdown.slice(start, at);
      const lower = piece.toLowerCase();
      if (HTML_PAIRS.every(([open, close]) => lower.lastIndexOf(open) <= lower.lastIndexOf(close))) {
        pieces.push(piece);
        start = at;
      }
    }
    const mark = FENCE.exec(line)?.[1];
    if (fence === null) fence = mark ?? null;
    else if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
    blank = line === '';
    at = next;
  }
  pieces.push(markdown.slice(start));
  return pieces;
}

/**
 * The text in pieces that can be parsed one by one. References work only in a
 * piece that holds their definition, so each piece ends with stand-ins for the
 * definitions that it names and others hold.
 */
export function chunksOf(markdown: string): Chunk[] {
  const pieces = cut(markdown);
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return [{ source: only, length: only.length }];
  const defined = new Set([...markdown.matchAll(DEFINITION)].map(([, label]) => normalised(label ?? '')));
  return pieces.map((piece) => {
    const named = new Set([...piece.matchAll(LABEL)].map(([, label]) => normalised(label ?? '')));
    const stands = [...named].filter((label) => defined.has(label)).map((label) => `[${label}]: #`);
    // Parsed last, a definition in the piece itself comes first and wins.
    return { source: stands.length === 0 ? piece : `${piece}\n\n${stands.join('\n')}\n`, length: piece.length };
  });
}
