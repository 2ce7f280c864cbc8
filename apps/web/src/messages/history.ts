import { history } from './en/history.ts';
import { wordsOf } from './index.ts';

/** The words of versions, activity, the inbox and the trash. */
export const t = wordsOf(history);
