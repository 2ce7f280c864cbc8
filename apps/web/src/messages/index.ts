import { en } from './en.ts';

type Messages = typeof en;
export type MessageKey = keyof Messages;
type Values<Key extends MessageKey> = Messages[Key] extends (values: infer Needed) => string ? [Needed] : [];

/** The words of a screen, by key; the values that a sentence needs are checked by type. */
export function t<Key extends MessageKey>(key: Key, ...values: Values<Key>): string {
  const message: string | ((needed: never) => string) = en[key];
  return typeof message === 'string' ? message : message(values[0] as never);
}
