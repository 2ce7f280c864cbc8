import type { SearchHit, SearchPassage } from '@materi/contract';
import './search.css';

const NAME = 'search-words';
/** More marks than anybody looks at. */
const LIMIT = 500;
/** How long a page may take to appear. */
const PATIENCE_MS = 8_000;

let stop: (() => void) | undefined;

/** The words, as they stand on the page, that a hit was found by. */
export function wordsOfHit(hit: SearchHit, passage?: SearchPassage): string[] {
  const words = (passage === undefined ? hit.passages : [passage]).flatMap(({ text, ranges }) =>
    ranges.map(([start, end]) => text.slice(start, end).toLowerCase()),
  );
  return [...new Set(words)];
}

const isLetter = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
const isUnspaced = (word: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(word);

function rangesIn(root: Element, words: readonly string[]): Range[] {
  const found: Range[] = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null && found.length < LIMIT; node = texts.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase();
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const whole = isUnspaced(word) || (!isLetter(text[at - 1]) && !isLetter(text[at + word.length]));
        if (!whole || at + word.length > (node.nodeValue ?? '').length) continue;
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        found.push(range);
      }
    }
  }
  return found;
}

/**
 * Marks words on the page that opens next, without touching its text. They go away with Escape,
 * with the first letter typed, and when another page is opened.
 */
export function showWords(documentId: string, words: readonly string[]): void {
  stop?.();
  if (words.length === 0 || !('highlights' in CSS)) return;
  const isThere = () => location.pathname.endsWith(documentId);
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = () => {
    const body = isThere() ? document.querySelector('#main .ProseMirror') : null;
    if (body !== null) CSS.highlights.set(NAME, new Highlight(...rangesIn(body, words)));
    else if (performance.now() - started > PATIENCE_MS || CSS.highlights.has(NAME)) end();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 60);
  };
  // The text comes after the page, and a long page is drawn piece by piece.
  const watcher = new MutationObserver(later);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') end();
  };
  const end = () => {
    clearTimeout(timer);
    watcher.disconnect();
    CSS.highlights.delete(NAME);
    removeEventListener('keydown', onKey, true);
    removeEventListener('input', end, true);
    stop = undefined;
  };
  stop = end;
  watcher.observe(document.querySelector('#main') ?? document.body, { childList: true, subtree: true });
  addEventListener('keydown', onKey, true);
  addEventListener('input', end, true);
  later();
}
