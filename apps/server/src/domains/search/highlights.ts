import { stemOf, type Language } from './languages.ts';
import { wordsOf, type Word } from './words.ts';

export type Range = [start: number, end: number];

/** Tells which words of a text answer a question. */
export interface Matcher {
  /** What the word counts for and which word of the question it answers; `null` when it is none. */
  match(word: Word): { group: string; rarity: number } | null;
  readonly phrases: readonly (readonly string[])[];
}

/** A matcher for the terms of some plans. */
export function createMatcher(
  groups: readonly { word: string; rarity: number; terms: readonly { term: string }[] }[],
  languages: readonly Language[],
  phrases: readonly (readonly Word[])[],
): Matcher {
  const byTerm = new Map<string, { group: string; rarity: number }>();
  for (const { word, rarity, terms } of groups) {
    for (const { term } of terms) if (!byTerm.has(term)) byTerm.set(term, { group: word, rarity });
  }
  // No language stems the beginning of a word, and most words of a text begin unlike any term.
  const initials = new Set([...byTerm.keys()].map((term) => term[0]));
  return {
    phrases: phrases.map((phrase) => phrase.map(({ key }) => key)),
    match(word) {
      if (!initials.has(word.key[0])) return null;
      const direct = byTerm.get(word.key);
      if (direct !== undefined) return direct;
      for (const language of languages) {
        const found = byTerm.get(stemOf(word, language));
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

/** Where each occurrence of a phrase stands, as the index of its first word. */
export function phraseStarts(words: readonly Word[], phrase: readonly string[]): number[] {
  const starts: number[] = [];
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (phrase.every((key, step) => words[at + step]!.key === key)) starts.push(at);
  }
  return starts;
}

export interface Scored {
  readonly ranges: Range[];
  readonly score: number;
  readonly hasPhrases: boolean;
}

/** How well a text answers, and where. */
export function score(text: string, matcher: Matcher): Scored {
  const words = wordsOf(text);
  const ranges: Range[] = [];
  const groups = new Map<string, number>();
  let near = 0;
  let last: { at: number; group: string } | null = null;
  for (const [at, word] of words.entries()) {
    const found = matcher.match(word);
    if (found === null) continue;
    const before = ranges.at(-1);
    // Neighbouring signs of a run without spaces overlap.
    if (before !== undefined && word.start <= before[1] && word.unspaced) before[1] = Math.max(before[1], word.end);
    else ranges.push([word.start, word.end]);
    groups.set(found.group, Math.max(groups.get(found.group) ?? 0, found.rarity));
    if (last !== null && last.group !== found.group && at - last.at <= 3) near += 0.5;
    last = { at, group: found.group };
  }
  let phrases = 0;
  for (const phrase of matcher.phrases) if (phraseStarts(words, phrase).length > 0) phrases += 1;
  let total = 0;
  for (const rarity of groups.values()) total += rarity + 0.2;
  return {
    ranges,
    score: total + Math.min(near, 3) + phrases * 5 + Math.min(ranges.length, 5) * 0.1,
    hasPhrases: phrases === matcher.phrases.length,
  };
}

const SNIPPET = 240;

/** The part of a text around the words, when it is long, with the ranges moved along. */
export function snippet(text: string, ranges: readonly Range[]): { text: string; ranges: Range[] } {
  if (text.length <= SNIPPET * 1.5) return { text, ranges: [...ranges] };
  let from = 0;
  let most = -1;
  for (const [start] of ranges) {
    const count = ranges.filter(([each, end]) => each >= start && end <= start + SNIPPET - 40).length;
    if (count > most) {
      most = count;
      from = Math.max(0, start - 60);
    }
  }
  if (from > 0) {
    const space = text.indexOf(' ', from);
    if (space >= 0 && space < from + 30) from = space + 1;
  }
  let to = Math.min(text.length, from + SNIPPET);
  if (to < text.length) {
    const space = text.lastIndexOf(' ', to);
    if (space > to - 30 && space > from) to = space;
  }
  // A cut through a surrogate pair would leave half a sign.
  if (/[\udc00-\udfff]/.test(text[from] ?? '')) from += 1;
  if (/[\ud800-\udbff]/.test(text[to - 1] ?? '')) to -= 1;
  const before = from > 0 ? '… ' : '';
  const shift = before.length - from;
  return {
    text: `${before}${text.slice(from, to)}${to < text.length ? ' …' : ''}`,
    ranges: ranges
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]): Range => [start + shift, end + shift]),
  };
}
