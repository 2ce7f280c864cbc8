import { keys } from './en/keys.ts';
import { search } from './en/search.ts';
import { wordsOf } from './index.ts';

/** The words of the palette. */
export const t = wordsOf({ ...keys, ...search });
