import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableOf, type Figures } from './report.ts';
import { PART_NAMES, SUBJECT_NAMES, type PartName, type SubjectName } from './settings.ts';

/** What measuring one part gave, with all that is needed to judge it. */
export interface PartRecord {
  /** Date, machine and versions, a line each. */
  readonly circumstances: readonly string[];
  /** The largest share of its core that the load took, 0–1. */
  readonly loadShare: number;
  /** What must not happen and did. */
  readonly faults: readonly string[];
  readonly figures: Record<string, Partial<Record<SubjectName, readonly number[]>>>;
}

type Records = Partial<Record<PartName, PartRecord>>;

/** A line for each part. */
const RECORDS = join(import.meta.dirname, 'results.jsonl');
const PAGE = join(import.meta.dirname, 'RESULTS.md');

async function readRecords(): Promise<Records> {
  try {
    const lines = (await readFile(RECORDS, 'utf8')).split('\n').filter((line) => line !== '');
    return Object.fromEntries(lines.map((line) => JSON.parse(line) as [PartName, PartRecord]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

const plainFigures = (figures: Figures): PartRecord['figures'] =>
  Object.fromEntries([...figures].map(([measure, bySubject]) => [measure, Object.fromEntries(bySubject)]));

const figuresOf = ({ figures }: PartRecord): Figures =>
  new Map(
    Object.entries(figures).map(([measure, bySubject]) => [
      measure,
      new Map(Object.entries(bySubject).map(([subject, values]) => [subject as SubjectName, [...values]])),
    ]),
  );

function sectionOf(part: PartName, record: PartRecord): string {
  const { loadShare, faults, circumstances } = record;
  const rounds = Math.max(
    ...Object.values(record.figures).flatMap((each) => Object.values(each).map(({ length }) => length)),
  );
  return [
    `## ${part}`,
    circumstances.map((line) => `- ${line}`).join('\n'),
    tableOf(figuresOf(record), SUBJECT_NAMES).join('\n'),
    `${rounds === 1 ? 'One round.' : `Median of ${rounds} rounds, in brackets the least and the most.`} The load took at most ${Math.round(loadShare * 100)} % of its core.`,
    ...faults.map((fault) => `**${fault}.**`),
  ].join('\n\n');
}

/**
 * Puts what was measured into `results.jsonl`, in the place of what was there of the same parts, and draws RESULTS.md
 * from all of it. The whole takes about two hours of an idle machine, so parts may be measured one by one.
 */
export async function keep(part: PartName, { figures, ...rest }: Omit<PartRecord, 'figures'> & { figures: Figures }) {
  const records: Records = { ...(await readRecords()), [part]: { ...rest, figures: plainFigures(figures) } };
  const lines = Object.entries(records).map((entry) => JSON.stringify(entry));
  await writeFile(RECORDS, `${lines.join('\n')}\n`);
  const sections = PART_NAMES.map((name) =>
    records[name] === undefined ? `## ${name}\n\nNot measured yet.` : sectionOf(name, records[name]),
  );
  await writeFile(
    PAGE,
    `# The relay beside its peers\n\nWritten by \`make bench NAME=relay\`.\n\n${sections.join('\n\n')}\n`,
  );
  // As the check wants it.
  execFileSync(join(import.meta.dirname, '../../node_modules/.bin/oxfmt'), [PAGE], { stdio: 'ignore' });
}
