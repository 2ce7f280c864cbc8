import { median, readable, withSpread } from './figures.ts';
import { MEASURES, type Measure } from './goals.ts';
import type { SubjectName } from './settings.ts';

/** What the rounds gave: for each measure and server the values. */
export type Figures = Map<string, Map<SubjectName, number[]>>;

const TITLES: Record<SubjectName, string> = {
  materi: 'Materi',
  hocuspocus: 'Hocuspocus',
  'y-websocket': 'y-websocket',
};

/** The table: a row for each measure, Materi beside the better of the others. */
export function tableOf(figures: Figures, subjects: readonly SubjectName[]): string[] {
  const rows = [['measure', 'unit', ...subjects.map((name) => TITLES[name]), '÷ better peer', 'goal', '']];
  rows.push(['---', '---', ...subjects.map(() => '--:'), '--:', '---', '---']);
  for (const measure of MEASURES) {
    const found = figures.get(measure.name);
    if (found !== undefined) rows.push(rowOf(measure, found, subjects));
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
}

function rowOf(measure: Measure, found: Map<SubjectName, number[]>, subjects: readonly SubjectName[]): string[] {
  const own = median(found.get('materi') ?? []);
  const others = subjects
    .filter((name) => name !== 'materi')
    .map((name) => median(found.get(name) ?? []))
    .filter((value) => Number.isFinite(value));
  const best = others.length === 0 ? Number.NaN : measure.better === 'less' ? Math.min(...others) : Math.max(...others);
  const verdict =
    measure.goal === null || Number.isNaN(own) || (Number.isNaN(best) && measure.goal.compares)
      ? ''
      : measure.goal.isHeld(own, best)
        ? 'held'
        : 'missed';
  return [
    measure.name,
    measure.unit,
    ...subjects.map((name) => withSpread(found.get(name) ?? [])),
    best === 0 || Number.isNaN(own / best) ? '' : readable(own / best),
    measure.goal?.text ?? '',
    verdict,
  ];
}
