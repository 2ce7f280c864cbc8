import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { language } from '../../../messages/language.ts';

/** A number as people write it: signs of money and per cent go, and so do the parts that group thousands. */
export function readNumber(text: string): number | null {
  const plain = text.replaceAll(/[\s\u00a0\u202f'’]|[€$£¥₹%‰]|\b(EUR|USD|GBP|CHF|JPY)\b/g, '').replace('−', '-');
  if (!/^[+-]?[\d.,]*\d[\d.,]*(e[+-]?\d+)?$/i.test(plain)) return null;
  const comma = plain.lastIndexOf(',');
  const point = plain.lastIndexOf('.');
  let written = plain;
  if (comma >= 0 && point >= 0) {
    // The later of the two parts the fraction off.
    written = comma > point ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', '');
  } else if (comma >= 0) {
    const groups = /^[+-]?\d{1,3}(,\d{3})+$/.test(plain);
    written = groups ? plain.replaceAll(',', '') : plain.replace(',', '.');
  } else if (/^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(plain)) written = plain.replaceAll('.', '');
  const value = Number(written);
  return Number.isFinite(value) ? value : null;
}

/** Whether the people of this browser write the month before the day. */
const isMonthFirstHere = () => navigator.language === 'en-US';

/** A day as people write it; in doubt the day comes before the month, as in most of the world. */
export function readDate(text: string): number | null {
  const plain = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(plain);
  const local = /^(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})$/.exec(plain);
  let parts: number[] | null = null;
  if (iso !== null) parts = iso.slice(1, 7).map((part) => Number(part ?? 0));
  else if (local !== null) {
    const [first, second, year] = [Number(local[1]), Number(local[3]), Number(local[4])];
    const isMonthFirst = second > 12 || (local[2] === '/' && isMonthFirstHere() && first <= 12);
    const [day, month] = isMonthFirst ? [second, first] : [first, second];
    parts = [year < 100 ? 2000 + year : year, month, day, 0, 0, 0];
  } else if (/[a-z]{3}/i.test(plain) && /\d{4}/.test(plain)) {
    const value = Date.parse(plain);
    return Number.isNaN(value) ? null : value;
  }
  if (parts === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

/** What a cell says, with dates and people that stand in it. */
export const cellText = (cell: ProseMirrorNode): string =>
  cell.textBetween(0, cell.content.size, ' ', (leaf) => String(leaf.attrs['date'] ?? leaf.attrs['label'] ?? '')).trim();

/**
 * The order in which rows with these texts stand when sorted. Texts that are all numbers are ordered as
 * numbers, all dates as dates, others as the language orders words. Empty ones come last either way;
 * rows that say the same stay in their order.
 */
export function sortedOrder(texts: readonly string[], direction: 'ascending' | 'descending'): number[] {
  const said = texts.filter((text) => text !== '');
  const sign = direction === 'ascending' ? 1 : -1;
  const values = (read: (text: string) => number | null) => {
    const found = said.map(read);
    return said.length > 0 && found.every((value) => value !== null) ? read : null;
  };
  const read = values(readNumber) ?? values(readDate);
  const collator = new Intl.Collator(language(), { numeric: true, sensitivity: 'base' });
  const compare = (first: string, second: string) =>
    read === null ? collator.compare(first, second) : (read(first) ?? 0) - (read(second) ?? 0);
  return texts
    .map((text, index) => ({ text, index }))
    .toSorted((one, other) => {
      if (one.text === '' || other.text === '') return Number(one.text === '') - Number(other.text === '');
      return sign * compare(one.text, other.text);
    })
    .map(({ index }) => index);
}
