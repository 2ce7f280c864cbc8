import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Database } from '../../kernel/db/database.ts';
import type { Group, Plan } from './plan.ts';
import { lexeme, LEVEL_WEIGHTS, strongestLexeme, strongLexeme } from './terms.ts';

/** A page that fits, and how well. */
export interface Candidate {
  readonly id: string;
  readonly workspaceId: string;
  readonly title: string;
  readonly icon: string | null;
  readonly parentId: string | null;
  readonly tags: readonly string[];
  readonly updatedAt: Date;
  readonly score: number;
}

interface Row {
  document_id: string;
  workspace_id: string;
  title: string;
  icon: string | null;
  parent_id: string | null;
  tags: string[];
  updated_at: Date;
  score: number;
}

/** How many pages are weighed in one step: what a search costs at most. */
const WEIGHED = 600;
/** So many are enough to choose from. */
const ENOUGH = 60;
/** How many pages of one question can be turned over at all. */
export const RESULT_LIMIT = 300;

type Depth = 'all' | 'strong' | 'strongest';

const lexemeAt = { all: lexeme, strong: strongLexeme, strongest: strongestLexeme } as const;
const countAt = (group: Group, depth: Depth) => (depth === 'all' ? group.documents : group[depth]);
const oneOf = (number: number, group: Group, depth: Depth) =>
  `(${group.terms.map(({ term }) => `'${lexemeAt[depth](number, term)}'`).join(' | ')})`;

/** What all results must fulfil besides the words: rights and filters. */
export interface Bounds {
  readonly workspaceId: string;
  readonly condition: RawBuilder<SqlBool>;
  readonly sort: 'relevance' | 'updated';
}

/**
 * Finds the best pages for a plan. Common words stand on more pages than can be weighed while
 * somebody waits; then the pages of which they say most are looked at first, and the others only
 * when those are too few. So a question costs about the same however common its words are.
 */
export async function findCandidates(database: Database, plan: Plan, bounds: Bounds): Promise<Candidate[]> {
  const { number, groups } = plan;
  const not = plan.without.map((term) => ` & !'${lexeme(number, term)}'`).join('');
  const ranks = groups.flatMap((group) => {
    const byShare = Map.groupBy(group.terms, ({ share }) => share);
    return [...byShare].map(([share, terms]) => {
      const query = terms.map(({ term }) => `'${lexeme(number, term)}'`).join(' | ');
      // ts_rank divides by the number of terms.
      const weight = group.rarity * share * terms.length * 3.29;
      return sql`${weight}::double precision * ts_rank(array[${sql.join([...LEVEL_WEIGHTS])}]::real[], terms, ${query}::tsquery)`;
    });
  });
  const score = sql.join(ranks, sql` + `);
  // A vector that is kept compressed is unpacked by each function that reads it; joined to nothing, once for all.
  const terms = ranks.length > 1 ? sql`d.terms || ''::tsvector as terms` : sql`d.terms`;

  const run = async (query: string): Promise<Row[]> => {
    const order = bounds.sort === 'updated' ? sql`order by d.updated_at desc, d.document_id` : sql``;
    const { rows } = await sql<Row>`
      select document_id, workspace_id, title, icon, parent_id, tags, updated_at, ${score} as score from (
        select d.document_id, d.workspace_id, d.title, d.icon, d.parent_id, d.tags, d.updated_at, ${terms}
        from search_documents d
        where d.terms @@ ${query}::tsquery and d.workspace_id = ${bounds.workspaceId} and ${bounds.condition}
        ${order} limit ${WEIGHED}) found
      order by score desc, document_id limit ${RESULT_LIMIT}`.execute(database.db);
    return rows;
  };

  const found = new Map<string, Row>();
  const keep = (rows: readonly Row[]) => rows.forEach((row) => found.set(row.document_id, row));

  if (!plan.hopeless && groups.length > 0) {
    const rarest = Math.min(...groups.map(({ documents }) => documents));
    const depths: Depth[] = bounds.sort === 'updated' || rarest <= WEIGHED ? ['all'] : ['strongest', 'strong', 'all'];
    for (const depth of depths) {
      const query = groups.map((group) => oneOf(number, group, group.documents <= WEIGHED ? 'all' : depth)).join(' & ');
      keep(await run(query + not));
      if (found.size >= ENOUGH) break;
    }
  }
  // Pages with some of the words, the rarer ones first, as long as they are few.
  if (found.size < 10 && (groups.length > 1 || plan.hopeless) && groups.length > 0 && bounds.sort === 'relevance') {
    let left = WEIGHED;
    const parts: string[] = [];
    for (const group of groups.toSorted((a, b) => a.documents - b.documents)) {
      const depth = (['all', 'strong', 'strongest'] as const).find((each) => countAt(group, each) <= left);
      if (depth === undefined && parts.length > 0) continue;
      parts.push(oneOf(number, group, depth ?? 'strongest'));
      left -= countAt(group, depth ?? 'strongest');
    }
    for (const row of await run(`(${parts.join(' | ')})${not}`)) {
      if (!found.has(row.document_id)) found.set(row.document_id, row);
    }
  }
  return [...found.values()].map(candidateOf);
}

/** Pages by their last change, for questions that have filters and no words. */
export async function latestPages(database: Database, bounds: Bounds): Promise<Candidate[]> {
  const { rows } = await sql<Omit<Row, 'score'>>`
    select d.document_id, d.workspace_id, d.title, d.icon, d.parent_id, d.tags, d.updated_at from search_documents d
    where d.workspace_id = ${bounds.workspaceId} and ${bounds.condition}
    order by d.updated_at desc, d.document_id limit ${RESULT_LIMIT}`.execute(database.db);
  return rows.map((row) => candidateOf({ ...row, score: 0 }));
}

const candidateOf = (row: Row): Candidate => ({
  id: row.document_id,
  workspaceId: row.workspace_id,
  title: row.title,
  icon: row.icon,
  parentId: row.parent_id,
  tags: row.tags,
  updatedAt: row.updated_at,
  score: Number(row.score),
});
