/**
 * What the environment asks for. `SUBJECT` and `PART` name one each (or several, separated by commas), `ROUNDS`
 * the rounds of each measure, `QUICK=1` makes everything small and short, `KILLS` is how often a server is killed.
 */
export const SUBJECT_NAMES = ['materi', 'hocuspocus', 'y-websocket'] as const;
export type SubjectName = (typeof SUBJECT_NAMES)[number];

export const PART_NAMES = [
  'latency',
  'editors',
  'busy',
  'throughput',
  'presence',
  'joins',
  'memory',
  'loss',
  'idle',
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** Of fewer nobody can tell the spread. */
const LEAST_ROUNDS = 5;

export interface Settings {
  readonly subjects: readonly SubjectName[];
  readonly parts: readonly PartName[];
  readonly rounds: number;
  readonly quick: boolean;
  readonly kills: number;
  /** All subjects at full length, so that the figures may go into RESULTS.md. */
  readonly complete: boolean;
}

function chosen<Name extends string>(key: string, names: readonly Name[]): readonly Name[] {
  const asked = process.env[key]?.split(',').map((name) => name.trim());
  if (asked === undefined) return names;
  const unknown = asked.filter((name) => !names.includes(name as Name));
  if (unknown.length > 0) throw new Error(`${key}=${unknown.join(',')} is unknown; there are: ${names.join(', ')}.`);
  return names.filter((name) => asked.includes(name));
}

function count(key: string, otherwise: number): number {
  const value = Number(process.env[key] ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${key} has to be a whole number above 0.`);
  return value;
}

export function readSettings(): Settings {
  const quick = process.env['QUICK'] === '1';
  const subjects = chosen('SUBJECT', SUBJECT_NAMES);
  const parts = chosen('PART', PART_NAMES);
  const rounds = count('ROUNDS', quick ? 1 : LEAST_ROUNDS);
  return {
    subjects,
    parts,
    quick,
    rounds,
    kills: count('KILLS', quick ? 1 : 50),
    complete: !quick && subjects.length === SUBJECT_NAMES.length && rounds >= LEAST_ROUNDS,
  };
}
