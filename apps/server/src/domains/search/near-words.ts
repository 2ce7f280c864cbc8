import { sql } from 'kysely';
import type { Database } from '../../kernel/db/database.ts';
import { canBeCorrected, distance, nearKeys, slipsAllowed } from './spelling.ts';

/** A word of a workspace, and on how many of its pages it stands. */
export interface WordRow {
  readonly word: string;
  readonly documents: number;
  readonly strong: number;
  readonly strongest: number;
}

/** How many words of nearly the same spelling are looked at. */
const LOOKS = 400;
/** Where two slips are looked for the words begin the same, so that few have to be looked at. */
const SAME_BEGINNING = 3;
const BEGINNING_LOOKS = 2_000;

/** The words of a workspace that are spelled nearly like this one, the nearest and commonest first. */
export async function nearWords(database: Database, number: number, word: string, limit: number): Promise<WordRow[]> {
  if (!canBeCorrected(word)) return [];
  const nearest = (rows: readonly WordRow[], allowed: number) =>
    rows
      .map((row) => ({ row, slips: distance(word, row.word) }))
      .filter(({ slips }) => slips > 0 && slips <= allowed)
      .toSorted((a, b) => a.slips - b.slips || b.row.documents - a.row.documents)
      .slice(0, limit)
      .map(({ row }) => row);

  const allowed = slipsAllowed(word);
  // Without an order the planner, which takes hashes for far commoner than they are, would read the
  // whole vocabulary and trust to the limit to end that soon.
  const { rows } = await sql<WordRow>`select word, documents, strong, strongest from search_words
    where near && ${nearKeys(number, word)}::integer[] and number = ${number}::integer and documents > 0
    order by documents desc, word limit ${LOOKS}`.execute(database.db);
  const found = nearest(rows, allowed);
  if (found.length > 0 || allowed < 2) return found;

  const beginning = word.slice(0, SAME_BEGINNING);
  const { rows: alike } = await sql<WordRow>`select word, documents, strong, strongest from search_words
    where number = ${number}::integer and word >= ${beginning} and word < ${`${beginning}\u{10ffff}`}
      and length(word) between ${word.length - allowed}::integer and ${word.length + allowed}::integer
      and documents > 0 and cardinality(near) > 0
    limit ${BEGINNING_LOOKS}`.execute(database.db);
  return nearest(alike, allowed);
}
