import { sql } from 'kysely';
import type { Database } from '../../kernel/db/database.ts';
import { isCommon, stemOf, type Language } from './languages.ts';
import type { Question } from './question.ts';
import { nearWords, type WordRow } from './near-words.ts';
import type { Word } from './words.ts';

/** A form of a word in the index, and what it counts for. */
export interface Term {
  readonly term: string;
  /** 1 for the word or its stem, less for what is only nearly it. */
  readonly share: number;
  readonly documents: number;
  readonly strong: number;
  readonly strongest: number;
}

/** One word of a question: any of its terms will do. */
export interface Group {
  readonly word: string;
  readonly terms: readonly Term[];
  /** How rare it is, which is how much it says. */
  readonly rarity: number;
  readonly documents: number;
  readonly strong: number;
  readonly strongest: number;
}

/** What to look for in one workspace. */
export interface Plan {
  readonly number: number;
  /** Those of the pages there. */
  readonly languages: readonly Language[];
  readonly groups: readonly Group[];
  readonly without: readonly string[];
  readonly corrections: readonly { word: string; instead: string }[];
  /** A wanted word is nowhere in the workspace. */
  readonly hopeless: boolean;
}

const COMPLETIONS = 8;
/** How many words with a beginning are looked at for the commonest. */
const COMPLETION_LOOKS = 3_000;
const CORRECTIONS = 3;
/** Words that are corrected in one question. */
const CORRECTED_LIMIT = 4;

const EXACT_SHARE = 0.2;
const COMPLETION_SHARE = 0.6;
const CORRECTION_SHARE = 0.7;

/** Looks the words of a question up among the words of a workspace; `null` when nothing is indexed there. */
export async function planFor(
  database: Database,
  workspaceId: string,
  question: Question,
  /** Words that no page holds stay as they are. */
  exact: boolean,
): Promise<Plan | null> {
  const db = database.db;
  const { rows: spaces } = await sql<{ number: number; documents: number; languages: Language[] }>`
    select number, documents, languages from search_workspaces where workspace_id = ${workspaceId}`.execute(db);
  const space = spaces[0];
  if (space === undefined) return null;
  const { number } = space;
  const languages = space.languages.length === 0 ? (['none'] as Language[]) : space.languages;

  const inPhrases = question.phrases.flat();
  const meaningful = question.words.filter((word) => !isCommon(word.key, languages) || word === question.unfinished);
  // A question of nothing but common words is a question all the same.
  const words = meaningful.length > 0 || inPhrases.length > 0 ? meaningful : question.words;
  const wanted = [...words, ...inPhrases.filter((word) => !words.some(({ key }) => key === word.key))];
  const variantsOf = (word: Word) => [...new Set([word.key, ...languages.map((language) => stemOf(word, language))])];

  const all = [...new Set(wanted.flatMap(variantsOf))];
  const { rows: found } = await sql<WordRow>`select word, documents, strong, strongest from search_words
    where number = ${number}::integer and word = any(${all}::text[]) and documents > 0`.execute(db);
  const held = new Map(found.map((row) => [row.word, row]));
  const completions = question.unfinished === null ? [] : await complete(question.unfinished.key);

  async function complete(beginning: string): Promise<WordRow[]> {
    const { rows } = await sql<WordRow>`
      select word, documents, strong, strongest from (
        select word, documents, strong, strongest from search_words
        where number = ${number}::integer and word > ${beginning} and word < ${`${beginning}\u{10ffff}`}
          and documents > 0 and cardinality(near) > 0 limit ${COMPLETION_LOOKS}) beginnings
      order by documents desc, word limit ${COMPLETIONS}`.execute(db);
    return rows;
  }

  const groups: Group[] = [];
  const corrections: { word: string; instead: string }[] = [];
  let hopeless = false;
  for (const word of wanted) {
    const terms: Term[] = [];
    for (const variant of variantsOf(word)) {
      const row = held.get(variant);
      if (row !== undefined) terms.push({ ...termOf(row), share: 1 });
    }
    // The word as it stands says a little more than another with the same stem.
    if (terms.length > 1 && terms[0]!.term === word.key) terms[0] = { ...terms[0]!, share: EXACT_SHARE };
    if (word === question.unfinished) {
      for (const row of completions) {
        if (!terms.some(({ term }) => term === row.word)) terms.push({ ...termOf(row), share: COMPLETION_SHARE });
      }
    }
    if (terms.length === 0 && corrections.length < CORRECTED_LIMIT && !inPhrases.includes(word) && !exact) {
      const near = await nearWords(database, number, word.key, CORRECTIONS);
      for (const row of near) terms.push({ ...termOf(row), share: CORRECTION_SHARE });
      if (near[0] !== undefined) corrections.push({ word: word.text, instead: near[0].word });
    }
    if (terms.length === 0) {
      hopeless = true;
      continue;
    }
    groups.push(groupOf(word.key, terms, space.documents));
  }
  const without = [...new Set(question.without.flatMap(variantsOf))];
  return { number, languages, groups, without, corrections, hopeless };
}

const termOf = ({ word, documents, strong, strongest }: WordRow) => ({ term: word, documents, strong, strongest });

function groupOf(word: string, terms: readonly Term[], pages: number): Group {
  const sum = (of: (term: Term) => number) => terms.reduce((total, term) => total + of(term), 0);
  // The commonest of its terms holds most pages of the others.
  const documents = Math.max(...terms.map((term) => term.documents));
  const rarity = Math.log(1 + (Math.max(pages, documents) - documents + 0.5) / (documents + 0.5));
  return {
    word,
    terms,
    rarity,
    documents: sum((term) => term.documents),
    strong: sum((term) => term.strong),
    strongest: sum((term) => term.strongest),
  };
}
