import { search } from './en/search.ts';
import { wordsOf } from './index.ts';

/** The words of searching and of tags. */
export const t = wordsOf(search);
