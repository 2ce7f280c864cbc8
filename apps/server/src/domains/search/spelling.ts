/** Shorter words have too many neighbours to guess among. */
const SHORTEST = 4;

// FNV-1a; the hashes are kept in the database and must never change.
function hash(number: number, text: string): number {
  let value = 0x811c9dc5 ^ number;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}

/**
 * Hashes of a word and of all that is left of it without one letter. Two words that one
 * slip makes the same (a letter too much, too little, wrong, or two swapped) share at least one.
 */
export function nearKeys(number: number, word: string): number[] {
  if (word.length < SHORTEST - 1 || word.length > 32) return [];
  const keys = new Set([hash(number, word)]);
  for (let at = 0; at < word.length; at++) keys.add(hash(number, word.slice(0, at) + word.slice(at + 1)));
  return [...keys];
}

export const canBeCorrected = (word: string): boolean => word.length >= SHORTEST && !/\d/.test(word);

/** How many slips lie between two words (Damerau-Levenshtein, neighbours swapped count once). */
export function distance(left: string, right: string): number {
  const width = right.length + 1;
  let before: number[] = [];
  let last = Array.from({ length: width }, (_, at) => at);
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    for (let at = 1; at < width; at++) {
      const same = left[row - 1] === right[at - 1];
      let least = Math.min(last[at]! + 1, line[at - 1]! + 1, last[at - 1]! + (same ? 0 : 1));
      if (row > 1 && at > 1 && left[row - 1] === right[at - 2] && left[row - 2] === right[at - 1]) {
        least = Math.min(least, before[at - 2]! + 1);
      }
      line.push(least);
    }
    before = last;
    last = line;
  }
  return last[width - 1]!;
}

/** How many slips a word of this length may have: two only where both words are long. */
export const slipsAllowed = (word: string): number => (word.length >= 8 ? 2 : 1);
