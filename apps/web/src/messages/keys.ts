import { keys } from './en/keys.ts';
import { wordsOf } from './index.ts';

/** The words of the map of the keys. */
export const t = wordsOf(keys);
export type MessageKey = Parameters<typeof t>[0];
