import { wordsOf, type Word } from './words.ts';

/** A question as it was typed, taken apart. */
export interface Question {
  /** Words of which all are wanted, in order and once each. */
  readonly words: readonly Word[];
  /** Words that must follow each other. */
  readonly phrases: readonly (readonly Word[])[];
  /** Words that must not be there. */
  readonly without: readonly Word[];
  /** The last word may be the beginning of a longer one. */
  readonly unfinished: Word | null;
}

/** More than anybody asks for; each costs a look into the index. */
const WORD_LIMIT = 24;

const PART = /(-?)"([^"]*)"?|(?<![\p{L}\p{N}])-(?=[\p{L}\p{N}])([^\s"]+)|([^\s"]+)/gu;

/** Takes a question apart. Whatever is typed is a question: nothing in it can be wrong. */
export function parseQuestion(text: string): Question {
  const words: Word[] = [];
  const phrases: Word[][] = [];
  const without: Word[] = [];
  let last: Word | null = null;
  for (const match of text.normalize('NFC').toWellFormed().matchAll(PART)) {
    const [, minus, quoted, excluded, plain] = match;
    last = null;
    if (excluded !== undefined || minus === '-') {
      without.push(...wordsOf(excluded ?? quoted ?? ''));
      continue;
    }
    if (quoted !== undefined) {
      const phrase = wordsOf(quoted);
      if (phrase.length > 0) phrases.push(phrase.slice(0, WORD_LIMIT));
      continue;
    }
    const found = wordsOf(plain ?? '');
    words.push(...found);
    last = found.at(-1) ?? null;
  }
  const unfinished = last !== null && !last.unspaced && !/\s$/.test(text) && last.key.length >= 2 ? last : null;
  const once = uniqueByKey(words).slice(0, WORD_LIMIT);
  return {
    words: once,
    phrases: phrases.slice(0, 4),
    without: uniqueByKey(without).slice(0, WORD_LIMIT),
    unfinished: unfinished === null ? null : (once.find(({ key }) => key === unfinished.key) ?? null),
  };
}

function uniqueByKey(words: readonly Word[]): Word[] {
  const seen = new Set<string>();
  return words.filter(({ key }) => !seen.has(key) && seen.add(key));
}
