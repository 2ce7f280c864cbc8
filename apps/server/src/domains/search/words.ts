/** A word in a text. */
export interface Word {
  /** As the index compares it: without accents, width or case. */
  readonly key: string;
  /** As it stands there, in lower case; what stemming starts from. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A part of a run of signs that knows no spaces (Chinese, Japanese, Korean, Thai …). */
  readonly unspaced: boolean;
}

/** Longer ones are cut: nobody types them, and an index entry has a limit. */
const WORD_LIMIT = 64;

const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{N}\p{M}])+/gu;
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]/u;
const PLAIN = /^[a-z0-9]*$/;

/** A word without accents, width or case, and without anything that is no letter or digit. */
export function foldWord(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower.slice(0, WORD_LIMIT);
  const folded = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
  return [...folded].slice(0, WORD_LIMIT).join('');
}

/**
 * The words of a text in order. Runs without spaces become pairs of neighbouring
 * signs, so that any part of such a run can be found; `single` adds each sign alone.
 */
export function wordsOf(text: string, single = false): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(RUN)) {
    const run = match[0];
    if (!UNSPACED.test(run)) {
      const key = foldWord(run);
      if (key === '') continue;
      words.push({
        key,
        text: run.toLowerCase(),
        start: match.index,
        end: match.index + run.length,
        unspaced: false,
      });
      continue;
    }
    const signs = [...run];
    let start = match.index;
    for (const [at, sign] of signs.entries()) {
      const next = signs[at + 1];
      const add = (part: string) => {
        const key = foldWord(part);
        if (key !== '') words.push({ key, text: part, start, end: start + part.length, unspaced: true });
      };
      if (next !== undefined) add(sign + next);
      if (single || signs.length === 1) add(sign);
      start += sign.length;
    }
  }
  return words;
}
