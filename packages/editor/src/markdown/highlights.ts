import type { PhrasingContent, Text } from 'mdast';
import { placesOf } from './plain-places.ts';

const FENCE = /(?<!=)==(?!=)/g;

interface Fence {
  child: number;
  index: number;
  opens: boolean;
  closes: boolean;
}

function fencesOf(children: readonly PhrasingContent[], source: string): Fence[] {
  return children.flatMap((child, at): Fence[] => {
    if (child.type !== 'text' || !child.value.includes('==')) return [];
    const start = child.position?.start.offset ?? 0;
    const written = source.slice(start, child.position?.end.offset ?? start);
    const places = placesOf(child.value, written);
    return [...child.value.matchAll(FENCE)].flatMap(({ index }) => {
      const place = places?.[index];
      // Written with a backslash it is text; where that cannot be told, too.
      if (place === undefined || written[place - 1] === '\\' || !written.startsWith('==', place)) return [];
      // Beside another node than text both sides are possible.
      const before = child.value[index - 1] ?? (at > 0 ? '' : ' ');
      const after = child.value[index + 2] ?? (at < children.length - 1 ? '' : ' ');
      const opens = !/\s/.test(after) && !/[A-Za-z0-9_]/.test(before);
      return [{ child: at, index, opens, closes: !/\s/.test(before) && !/[A-Za-z0-9_]/.test(after) }];
    });
  });
}

/**
 * Reads `==words==`, as several programs write highlighted words, into the tags
 * that mean the same. The signs touch the words, and no letter stands outside: a
 * comparison in a sentence is none.
 */
export function splitHighlights(children: readonly PhrasingContent[], source: string): readonly PhrasingContent[] {
  const fences = fencesOf(children, source);
  const cuts: { child: number; index: number; tag: string }[] = [];
  let open: Fence | null = null;
  for (const fence of fences) {
    if (open !== null && fence.closes && (fence.child > open.child || fence.index > open.index + 2)) {
      cuts.push({ ...open, tag: '<mark>' }, { ...fence, tag: '</mark>' });
      open = null;
    } else if (open === null && fence.opens) open = fence;
  }
  if (cuts.length === 0) return children;
  return children.flatMap((child, at): PhrasingContent[] => {
    const own = cuts.filter((cut) => cut.child === at);
    if (child.type !== 'text' || own.length === 0) return [child];
    const parts: PhrasingContent[] = [];
    let from = 0;
    const push = (to: number): void => {
      // The place stays that of the whole text: it only tells what was escaped.
      if (to > from) parts.push({ ...child, value: child.value.slice(from, to) } satisfies Text);
    };
    for (const { index, tag } of own) {
      push(index);
      parts.push({ type: 'html', value: tag });
      from = index + 2;
    }
    push(child.value.length);
    return parts;
  });
}
