import { en, type Messages } from './en/index.ts';
import { translated } from './language.ts';

/** The words that the first screens say. */
export type MessageKey = keyof typeof en;
type Values<Key extends keyof Messages> = Messages[Key] extends (values: infer Needed) => string ? [Needed] : [];

/**
 * The words of screens that are loaded when somebody goes there, with those of the first ones. In English they come
 * with the code that says them; a translation is one file.
 */
export function wordsOf<Own extends Partial<Messages>>(own: Own) {
  return <Key extends MessageKey | (keyof Own & keyof Messages)>(key: Key, ...values: Values<Key>): string => {
    const words: Partial<Messages> = translated()?.screens ?? own;
    const message = (words[key] ?? en[key as MessageKey]) as string | ((needed: never) => string);
    return typeof message === 'string' ? message : message(values[0] as never);
  };
}

/**
 * The words of a screen, by key; the values that a sentence needs are checked
 * by type. Call it while drawing and keep nothing: the language may change.
 */
export const t = wordsOf({});
