import type { TAG_LIMIT } from '@materi/contract';

/** The longest tag; the contract's limit, checked against it by type: its value would bring zod along. */
export const TAG_SIGNS: typeof TAG_LIMIT = 60;

/** Whether two tags are the same: case and accents do not tell them apart. */
export const sameTag = (left: string, right: string): boolean =>
  left.localeCompare(right, undefined, { sensitivity: 'base' }) === 0;
