import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { TextCount } from './page-facts.ts';

/** Words per minute of a person who reads attentively. */
const READING_SPEED = 230;

let segmenter: Intl.Segmenter | undefined;
const segments = () => (segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' }));
/** Scripts that part words by spaces; counting those needs no dictionary and is quick. */
const SPACED =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Common}\p{Script=Inherited}]*$/u;
const WORD = /[\p{L}\p{N}]+(?:['’.,:_-][\p{L}\p{N}]+|\p{M}+[\p{L}\p{N}]*)*/gu;

/** Words and characters of a text. Characters are what a reader would count, spaces among them. */
export function countText(text: string): TextCount {
  if (text === '') return { words: 0, characters: 0 };
  let words = 0;
  if (SPACED.test(text)) words = text.match(WORD)?.length ?? 0;
  else for (const { isWordLike } of segments().segment(text)) if (isWordLike === true) words += 1;
  // Almost every text has one unit for each character; only the others are taken apart.
  const characters = !/[\u0300-\uffff]/.test(text) ? text.length : [...text.normalize('NFC')].length;
  return { words, characters };
}

/** Counts texts of blocks, each of them once however often it is asked for. */
export function createCounter() {
  const known = new WeakMap<ProseMirrorNode, TextCount>();
  const ofBlock = (node: ProseMirrorNode): TextCount => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const counted = countText(node.textBetween(0, node.content.size, undefined, ' '));
    known.set(node, counted);
    return counted;
  };
  return {
    whole(doc: ProseMirrorNode): TextCount {
      const sum = { words: 0, characters: 0 };
      doc.descendants((node) => {
        if (!node.isTextblock) return true;
        const { words, characters } = ofBlock(node);
        sum.words += words;
        sum.characters += characters;
        return false;
      });
      return sum;
    },
    between(doc: ProseMirrorNode, from: number, to: number): TextCount {
      const sum = { words: 0, characters: 0 };
      doc.nodesBetween(from, to, (node, position) => {
        if (!node.isTextblock) return true;
        const start = Math.max(from - position - 1, 0);
        const end = Math.min(to - position - 1, node.content.size);
        if (end <= start) return false;
        const isWhole = start === 0 && end === node.content.size;
        const part = isWhole ? ofBlock(node) : countText(node.textBetween(start, end, undefined, ' '));
        sum.words += part.words;
        sum.characters += part.characters;
        return false;
      });
      return sum;
    },
  };
}

/** Minutes that reading takes, at least one where there is anything to read. */
export const readingMinutes = (words: number): number =>
  words === 0 ? 0 : Math.max(1, Math.round(words / READING_SPEED));
