import { connection } from './en/connection.ts';
import { wordsOf } from './index.ts';

/** The words of the diagnosis. */
export const t = wordsOf(connection);
export type MessageKey = Parameters<typeof t>[0];
