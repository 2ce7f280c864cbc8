import type { TreeNode } from '@materi/contract';
import { folded } from '../../messages/folded.ts';

/**
 * Pages by title, the best first: those that start with the words, those where a word starts with them,
 * those that hold them. Case and accents do not matter; every word of the query must occur.
 */
export function findPages<Page extends Pick<TreeNode, 'title'>>(
  pages: readonly Page[],
  query: string,
  limit: number,
): Page[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return pages.slice(0, limit);
  const whole = words.join(' ');
  const found: { page: Page; rank: number }[] = [];
  for (const page of pages) {
    const title = folded(page.title);
    if (!words.every((word) => title.includes(word))) continue;
    const rank = title.startsWith(whole) ? 0 : title.includes(` ${whole}`) ? 1 : title.includes(whole) ? 2 : 3;
    found.push({ page, rank });
  }
  found.sort((a, b) => a.rank - b.rank || a.page.title.length - b.page.title.length);
  return found.slice(0, limit).map((one) => one.page);
}
