import { exchange } from './en/exchange.ts';
import { wordsOf } from './index.ts';

/** The words of imports, exports and other long work. */
export const t = wordsOf(exchange);
