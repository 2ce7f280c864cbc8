import { TITLE_LIMIT } from '@materi/contract';

/**
 * A title as searches compare it: without accents, width or case. Done here and
 * not in SQL, so that every database finds the same pages.
 */
export function foldTitle(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

/** A `like` pattern for texts that hold this one; its own wildcards count as plain characters. */
export const holding = (text: string): string => `%${escapeLike(text)}%`;

/** A `like` pattern for texts that start with this one. */
export const startingWith = (text: string): string => `${escapeLike(text)}%`;

/** A `like` pattern for texts in which a later word starts with this one. */
export const withWordStarting = (text: string): string => `% ${escapeLike(text)}%`;

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Any text as a title that the contract takes: one line, no control characters, not too long. */
export function cleanTitle(text: string, limit = TITLE_LIMIT): string {
  const oneLine = text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  // A cut through a surrogate pair would leave half a character.
  return oneLine
    .slice(0, limit)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

const COPY_SUFFIX = ' (copy)';

/** The title of a copy. An empty title stays empty. */
export const copyTitle = (title: string): string =>
  title === '' ? '' : cleanTitle(title, TITLE_LIMIT - COPY_SUFFIX.length) + COPY_SUFFIX;
