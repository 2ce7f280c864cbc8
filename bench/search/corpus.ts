import { seededRandom } from '../../apps/server/test/support/seeded-random.ts';

/** A page of the synthetic workspace. */
export interface SyntheticPage {
  readonly title: string;
  readonly headings: readonly string[];
  readonly paragraphs: readonly string[];
  readonly tag: string | null;
}

const ONSETS = 'b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea ou'.split(' ');
const CODAS = ['', '', 'l', 'm', 'n', 'nd', 'r', 's', 'st', 't'];
const ENDINGS = ['', '', '', 's', 'ing', 'ed', 'er', 'ation', 'ly'];
const COMMON = 'the of and to in is that it was for on are as with'.split(' ');

/** Uniform between 0 and 1. */
const chance = (random: { below(limit: number): number }) => (random.below(2 ** 30) + 0.5) / 2 ** 30;

/** Words as frequent as Zipf's law has them (the n-th about 1/n as often as the first), of an invented language. */
export function createCorpus(seed = 7, words = 60_000) {
  const random = seededRandom(seed);
  const vocabulary = [...COMMON];
  const seen = new Set(vocabulary);
  while (vocabulary.length < words) {
    let word = '';
    const syllables = 1 + random.below(3) + (vocabulary.length > 2_000 ? 1 : 0);
    for (let at = 0; at < syllables; at++) word += random.pick(ONSETS) + random.pick(VOWELS) + random.pick(CODAS);
    word += random.pick(ENDINGS);
    if (!seen.has(word)) vocabulary.push(word);
    seen.add(word);
  }
  // Inverse of the cumulated harmonic weights, for log-many steps a word.
  const cumulated = new Float64Array(words);
  let total = 0;
  for (let at = 0; at < words; at++) cumulated[at] = total += 1 / (at + 2.7);
  const rankAt = (share: number) => {
    let low = 0;
    let high = words - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! < share * total) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const word = () => vocabulary[rankAt(chance(random))]!;
  const sentence = (least: number, most: number) =>
    Array.from({ length: least + random.below(most - least) }, word).join(' ');

  /** The length of a page is log-normal: many short ones, few long ones; the middle one has about 110 words. */
  function page(): SyntheticPage {
    const normal = Math.sqrt(-2 * Math.log(chance(random))) * Math.cos(2 * Math.PI * chance(random));
    let left = Math.min(3_000, Math.max(12, Math.round(Math.exp(4.7 + 0.8 * normal))));
    const paragraphs: string[] = [];
    while (left > 0) {
      const length = Math.min(left, 15 + random.below(60));
      paragraphs.push(sentence(length, length + 1));
      left -= length;
    }
    return {
      title: sentence(2, 7),
      headings: paragraphs.length > 3 ? [sentence(2, 5), sentence(2, 5)] : [],
      paragraphs,
      tag: random.below(10) === 0 ? `tag${random.below(40)}` : null,
    };
  }
  return { page, random, word, vocabulary };
}

/** What people ask for: each kind as often as the others. */
export const KINDS = ['one word', 'two words', 'three words', 'prefix', 'typo', 'phrase', 'tag'] as const;
export type Kind = (typeof KINDS)[number];

export interface Ask {
  readonly kind: Kind;
  readonly text: string;
  readonly words: readonly string[];
  readonly tag?: string;
}

/** Questions with words of pages that exist, so that there is something to find; common words are as common there. */
export function asksFor(pages: readonly SyntheticPage[], count: number, seed = 11): Ask[] {
  const random = seededRandom(seed);
  const asks: Ask[] = [];
  while (asks.length < count) {
    const kind = KINDS[asks.length % KINDS.length]!;
    const words = random.pick(random.pick(pages).paragraphs).split(' ');
    const from = random.below(Math.max(1, words.length - 3));
    const [first = 'the', second = first, third = second] = words.slice(from);
    const ask = (text: string, parts: string[], tag?: string) =>
      asks.push({ kind, text, words: parts, ...(tag === undefined ? {} : { tag }) });
    if (kind === 'one word') ask(`${first} `, [first]);
    else if (kind === 'two words') ask(`${first} ${second} `, [first, second]);
    else if (kind === 'three words') ask(`${first} ${second} ${third} `, [first, second, third]);
    else if (kind === 'prefix')
      ask(first.slice(0, Math.max(2, first.length - 2)), [first.slice(0, Math.max(2, first.length - 2))]);
    else if (kind === 'phrase') ask(`"${first} ${second}"`, [`${first} ${second}`]);
    else if (kind === 'tag') ask(`${first} `, [first], `tag${random.below(40)}`);
    else if (first.length >= 6) {
      const at = 1 + random.below(first.length - 2);
      ask(`${first.slice(0, at)}${first.slice(at + 1)} `, [first.slice(0, at) + first.slice(at + 1)]);
    } else continue;
  }
  return asks;
}
