import { isIsoDate } from '@materi/editor';
import { dateFormat, relativeTimeFormat } from '../../../messages/format.ts';
import { addDays, dayStart, fullDay, today } from '../views/days.ts';

/** A day that can be named, with the words for it. */
export interface NamedDay {
  day: string;
  label: string;
  full: string;
}

const capital = (text: string) => text.replace(/^\p{Ll}/u, (letter) => letter.toLocaleUpperCase());

/** The days that fit what was typed: by their words, by the name of the weekday, or written as numbers. */
export function findDays(typed: string, now = today()): NamedDay[] {
  const wanted = typed.trim().toLowerCase();
  if (isIsoDate(wanted)) return [{ day: wanted, label: fullDay(wanted), full: wanted }];
  const near = relativeTimeFormat({ numeric: 'auto' });
  const days = Array.from({ length: 8 }, (_, distance): NamedDay => {
    const day = addDays(now, distance);
    const weekday = dateFormat({ weekday: 'long' }).format(dayStart(day));
    return { day, label: capital(distance < 2 ? near.format(distance, 'day') : weekday), full: fullDay(day) };
  });
  // A week from now has the name of today.
  days.pop();
  if (wanted === '') return days.slice(0, 2);
  return days.filter(({ label, full }) => [label, full].some((name) => name.toLowerCase().startsWith(wanted)));
}
