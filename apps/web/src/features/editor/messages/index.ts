import { translated } from '../../../messages/language.ts';
import { en, type EditorMessages } from './en.ts';

export type EditorMessage = keyof EditorMessages;
type Values<Key extends EditorMessage> = EditorMessages[Key] extends (values: infer Needed) => string ? [Needed] : [];

/** The words for a key; the values that a sentence needs are checked by type. */
export function t<Key extends EditorMessage>(key: Key, ...values: Values<Key>): string {
  const message: string | ((needed: never) => string) = (translated()?.editor ?? en)[key];
  return typeof message === 'string' ? message : message(values[0] as never);
}
