import { dateFormat, relativeTimeFormat } from '../../../messages/format.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A day of the calendar, as `YYYY-MM-DD`, where this device is. */
export function isoDay(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The start of a day, where this device is. */
export function dayStart(iso: string): Date {
  const [year = 1970, month = 1, day = 1] = iso.split('-').map(Number);
  return new Date(year, month - 1, day);
}

export const today = (): string => isoDay(new Date());

/** The day that lies so many days later. */
export function addDays(iso: string, days: number): string {
  const date = dayStart(iso);
  date.setDate(date.getDate() + days);
  return isoDay(date);
}

/** How many days lie between two days; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  // Rounded, because a day may have 23 or 25 hours.
  Math.round((dayStart(to).getTime() - dayStart(from).getTime()) / DAY_MS);

/** A day in words, as short as can be: today, tomorrow, Friday, 3 March, 3 March 2027. */
export function dayWords(iso: string, now = today()): string {
  const days = daysBetween(now, iso);
  if (Math.abs(days) <= 1) return relativeTimeFormat({ numeric: 'auto' }).format(days, 'day');
  const date = dayStart(iso);
  if (days > 1 && days < 7) return dateFormat({ weekday: 'long' }).format(date);
  const sameYear = iso.slice(0, 4) === now.slice(0, 4);
  return dateFormat({ day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(date);
}

/** The whole date, for a title and for screen readers. */
export const fullDay = (iso: string): string => dateFormat({ dateStyle: 'full' }).format(dayStart(iso));
