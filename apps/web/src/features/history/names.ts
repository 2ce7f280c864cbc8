import type { PersonSummary } from '@materi/contract';
import { dateFormat } from '../../messages/format.ts';
import { t } from '../../messages/history.ts';
import { language } from '../../messages/language.ts';

/** "Ana, Bo and Cy" in the language of the screens. */
export function namesOf(people: readonly PersonSummary[]): string {
  if (people.length === 0) return t('history.nobody');
  return new Intl.ListFormat(language(), { type: 'conjunction' }).format(people.map((one) => one.name));
}

/** "3 March at 10:12": exact, as versions are told apart by it. */
export const momentOf = (instant: string): string =>
  dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

/** "10:12": within a day that is named above. */
export const clockOf = (instant: string): string => dateFormat({ timeStyle: 'short' }).format(new Date(instant));

/** "Tuesday 3 March". */
export const dayOf = (instant: string): string =>
  dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(instant));
