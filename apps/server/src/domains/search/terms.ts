import { languageOf, stemOf, type Language } from './languages.ts';
import type { Passage } from './passages.ts';
import { wordsOf, type Word } from './words.ts';

/** What a page is about, as the index keeps it. */
export interface PageTerms {
  readonly language: Language;
  /** Every word and stem of the page, and how much it says about it. */
  readonly levels: ReadonlyMap<string, Level>;
  /** Those that stand there as such; the others are only stems. */
  readonly forms: ReadonlySet<string>;
}

/**
 * How much a word says about a page, from little to much: the part of BM25 that depends
 * on the page alone, in four steps, because PostgreSQL keeps four weights with a word.
 */
export type Level = 0 | 1 | 2 | 3;
export const LEVEL_LABELS = ['D', 'C', 'B', 'A'] as const;
/** What `ts_rank` takes for D, C, B, A: the middle of each step, halved because it takes at most 1. */
export const LEVEL_WEIGHTS = [0.25, 0.475, 0.7, 0.95] as const;

const K1 = 1.2;
const B = 0.75;
/** Words on a page of ordinary length. A fixed number, so that a page need not be indexed anew because others grew. */
const ORDINARY_LENGTH = 250;
const TITLE_WEIGHT = 5;
const TAG_WEIGHT = 4;
const HEADING_WEIGHT = 2.2;
/** More different words than a page of any real text has. */
const TERM_LIMIT = 20_000;
/** A search vector may take 1 MB; what is beyond is left out, the words that say least first. */
const VECTOR_BYTES = 900_000;
/** What PostgreSQL adds to a lexeme for its place and its alignment, at most. */
const LEXEME_EXTRA_BYTES = 7;

/** Each weight is a lexeme of its own beside the plain one, so that the best pages of a common word are found first. */
export const lexeme = (number: number, term: string): string => `${number.toString(36)}:${term}`;
export const strongLexeme = (number: number, term: string): string => `${number.toString(36)}+${term}`;
export const strongestLexeme = (number: number, term: string): string => `${number.toString(36)}*${term}`;

/** The words of a page with their weights. */
export function termsOf(page: { title: string; tags: readonly string[]; passages: readonly Passage[] }): PageTerms {
  const title = wordsOf(page.title, true);
  const tags = page.tags.flatMap((tag) => wordsOf(tag, true));
  const blocks = page.passages.map(({ text, isHeading }) => ({ words: wordsOf(text, true), isHeading }));
  const sample: Word[] = [...title];
  for (const { words } of blocks) {
    if (sample.length > 400) break;
    sample.push(...words);
  }
  const language = languageOf(sample);
  const length = blocks.reduce((sum, { words }) => sum + words.length, title.length);
  const norm = K1 * (1 - B + (B * length) / ORDINARY_LENGTH);

  const weights = new Map<string, number>();
  const forms = new Set<string>();
  const strongest = new Set<string>();
  const add = (term: string, weight: number) => {
    const before = weights.get(term);
    if (before === undefined && weights.size >= TERM_LIMIT) return;
    weights.set(term, (before ?? 0) + weight);
  };
  const addWord = (word: Word, weight: number, top: boolean) => {
    const stem = stemOf(word, language);
    add(word.key, weight);
    forms.add(word.key);
    if (stem !== word.key) add(stem, weight);
    if (top) strongest.add(word.key).add(stem);
  };
  for (const word of title) addWord(word, TITLE_WEIGHT, true);
  for (const word of tags) addWord(word, TAG_WEIGHT, true);
  for (const { words, isHeading } of blocks) {
    for (const word of words) addWord(word, isHeading ? HEADING_WEIGHT : 1, false);
  }

  const levels = new Map<string, Level>();
  for (const [term, weight] of weights) {
    const share = (weight * (K1 + 1)) / (weight + norm);
    const level = strongest.has(term) ? 3 : share < 0.7 ? 0 : share < 1.15 ? 1 : share < 1.6 ? 2 : 3;
    levels.set(term, level);
  }
  return { language, levels: asMuchAsFits(levels), forms };
}

/** The terms that a search vector can hold: all of them on nearly every page. */
function asMuchAsFits(levels: ReadonlyMap<string, Level>): ReadonlyMap<string, Level> {
  const bytesOf = (term: string, level: Level) =>
    // The number of the workspace in front takes at most seven signs.
    (Buffer.byteLength(term) + 8 + LEXEME_EXTRA_BYTES) * (level === 3 ? 3 : level === 2 ? 2 : 1);
  let total = 0;
  for (const [term, level] of levels) total += bytesOf(term, level);
  if (total <= VECTOR_BYTES) return levels;
  let left = VECTOR_BYTES;
  const kept = new Map<string, Level>();
  for (const [term, level] of [...levels].toSorted((one, other) => other[1] - one[1])) {
    left -= bytesOf(term, level);
    if (left < 0) break;
    kept.set(term, level);
  }
  return kept;
}

/** The search vector of a page as text. Words hold only letters, digits and marks, so nothing needs an escape. */
export function vectorOf(number: number, levels: ReadonlyMap<string, Level>): string {
  const parts: string[] = [];
  for (const [term, level] of levels) {
    parts.push(`'${lexeme(number, term)}':1${LEVEL_LABELS[level]}`);
    if (level >= 2) parts.push(`'${strongLexeme(number, term)}'`);
    if (level === 3) parts.push(`'${strongestLexeme(number, term)}'`);
  }
  return parts.join(' ');
}
