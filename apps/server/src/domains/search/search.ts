import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { SearchAnswer, SearchHit, SearchPassage, searchQuery } from '@materi/contract';
import type { z } from 'zod';
import { invalidInput } from '../../kernel/errors.ts';
import type { Database } from '../../kernel/db/database.ts';
import { findCandidates, latestPages, RESULT_LIMIT, type Bounds, type Candidate } from './candidates.ts';
import { needsEmbeddings } from './errors.ts';
import { createMatcher, phraseStarts, score, snippet, type Matcher } from './highlights.ts';
import { tagKey } from './index-store.ts';
import { planFor, type Group, type Plan } from './plan.ts';
import { createLine } from './one-by-one.ts';
import { parseQuestion, type Question } from './question.ts';
import { suggestionFor } from './suggestion.ts';
import { wordsOf } from './words.ts';

export type SearchRequest = z.output<typeof searchQuery>;

/** Finds pages by what they say. */
export interface Search<Principal> {
  /** Only pages that the principal may read: the condition is part of every query. */
  find(principal: Principal, request: SearchRequest): Promise<SearchAnswer>;
}

const WORKSPACES = 20;
const PASSAGES = 3;
/** Passages of a long page that are looked at one by one; of the rest only those that hold a word as it was typed. */
const PASSAGE_LOOKS = 150;
/** Pages that are looked through for a phrase. */
const PHRASE_LOOKS = 160;
const PHRASE_SLICE = 80;
/** With so few pages found another spelling may have been meant. */
const FEW = 3;

export function createSearch<Principal>(needs: {
  database: Database;
  readableBy(principal: Principal, columns: { workspaceId: string; documentId: string }): RawBuilder<SqlBool>;
  /** Workspaces in which the person is a member. */
  workspacesOf(principal: Principal): Promise<ReadonlySet<string>>;
  waiting(): Promise<number>;
  now(): Date;
}): Search<Principal> {
  const { database } = needs;
  const db = database.db;

  function conditionOf(principal: Principal, request: SearchRequest): RawBuilder<SqlBool> {
    const all: RawBuilder<unknown>[] = [
      sql`d.trashed = ${request.trashed}`,
      needs.readableBy(principal, { workspaceId: 'd.workspace_id', documentId: 'd.document_id' }),
    ];
    if (request.tag?.length) all.push(sql`d.tag_keys @> ${request.tag.map(tagKey)}::text[]`);
    if (request.author !== undefined) all.push(sql`${request.author}::uuid = any(d.authors)`);
    if (request.has?.length) all.push(sql`d.has @> ${request.has}::text[]`);
    if (request.updatedAfter !== undefined) all.push(sql`d.updated_at >= ${request.updatedAfter}::timestamptz`);
    if (request.updatedBefore !== undefined) all.push(sql`d.updated_at < ${request.updatedBefore}::timestamptz`);
    if (request.in !== undefined) {
      all.push(sql`d.document_id in (
        with recursive below as (
          select document_id from search_documents where document_id = ${request.in}::uuid
          union
          select child.document_id from search_documents child join below on child.parent_id = below.document_id)
        select document_id from below)`);
    }
    return sql<SqlBool>`(${sql.join(all, sql` and `)})`;
  }

  /** The titles of the pages above, as far as they may be read. */
  async function pathsOf(principal: Principal, pages: readonly Candidate[]) {
    const paths = new Map<string, { id: string; title: string }[]>();
    if (pages.length === 0) return paths;
    const readable = needs.readableBy(principal, { workspaceId: 'd.workspace_id', documentId: 'd.document_id' });
    const { rows } = await sql<{ page: string; id: string; title: string }>`
      with recursive line as (
        select document_id as page, parent_id as id, 1 as above from search_documents
        where document_id = any(${pages.map(({ id }) => id)}::uuid[]) and parent_id is not null
        union all
        select line.page, up.parent_id, line.above + 1 from line
        join search_documents up on up.document_id = line.id
        where up.parent_id is not null and line.above < 60)
      select line.page, d.document_id as id, d.title from line
      join search_documents d on d.document_id = line.id where ${readable}
      order by line.page, line.above desc`.execute(db);
    for (const { page, id, title } of rows) paths.set(page, [...(paths.get(page) ?? []), { id, title }]);
    return paths;
  }

  interface PassageRow {
    document_id: string;
    block_id: string | null;
    headings: string[];
    text: string;
  }

  /** Of a long page only its beginning and what holds a word as it was typed. */
  function isLookedAt(question: Question): RawBuilder<SqlBool> {
    const typed = [...question.words, ...question.phrases.flat()].map(
      ({ text }) => `%${text.replace(/[\\%_]/g, '\\$&')}%`,
    );
    return sql<SqlBool>`(ordinal < ${PASSAGE_LOOKS} or text ilike any(${typed}::text[]))`;
  }

  async function passagesOf(ids: readonly string[], question: Question): Promise<Map<string, PassageRow[]>> {
    const { rows } = await sql<PassageRow>`select document_id, block_id, headings, text from search_passages
      where document_id = any(${[...ids]}::uuid[]) and ${isLookedAt(question)}
      order by document_id, ordinal`.execute(db);
    return Map.groupBy(rows, (row) => row.document_id);
  }

  const bestPassages = (rows: readonly PassageRow[], matcher: Matcher): SearchPassage[] =>
    rows
      .map((row, at) => ({ row, at, ...score(row.text, matcher) }))
      .filter(({ ranges }) => ranges.length > 0)
      .toSorted((a, b) => b.score - a.score || a.at - b.at)
      .slice(0, PASSAGES)
      .map(({ row, ranges }) => ({ blockId: row.block_id, headingPath: row.headings, ...snippet(row.text, ranges) }));

  const firstPassage = (rows: readonly PassageRow[]): SearchPassage[] =>
    rows.slice(0, 1).map((row) => ({ blockId: row.block_id, headingPath: row.headings, ...snippet(row.text, []) }));

  /**
   * Passages that may hold a phrase, for many pages at once. Of plain text the database tells as much as
   * that the words stand there in order; accents and width it cannot compare as `foldWord` does.
   */
  async function phrasePassagesOf(ids: readonly string[], question: Question): Promise<Map<string, string[]>> {
    const inOrder = question.phrases.map((phrase) => `%${phrase.map(({ key }) => key).join('%')}%`);
    const { rows } = await sql<{ document_id: string; text: string }>`select document_id, text from search_passages
      where document_id = any(${[...ids]}::uuid[]) and case when octet_length(text) = char_length(text)
        then text collate "C" ilike any(${inOrder}::text[]) else ${isLookedAt(question)} end`.execute(db);
    return new Map(
      [...Map.groupBy(rows, (row) => row.document_id)].map(([id, held]) => [id, held.map(({ text }) => text)]),
    );
  }

  /** Those pages on which every phrase stands, in order, until there are enough. */
  async function withPhrases(pages: readonly Candidate[], question: Question, enough: number): Promise<Candidate[]> {
    const phrases = question.phrases.map((phrase) => phrase.map(({ key }) => key));
    const kept: Candidate[] = [];
    for (let at = 0; at < Math.min(pages.length, PHRASE_LOOKS) && kept.length < enough; at += PHRASE_SLICE) {
      const slice = pages.slice(at, at + PHRASE_SLICE);
      const passages = await phrasePassagesOf(
        slice.map(({ id }) => id),
        question,
      );
      for (const page of slice) {
        const texts = [page.title, ...(passages.get(page.id) ?? [])].map((text) => wordsOf(text));
        if (phrases.every((phrase) => texts.some((words) => phraseStarts(words, phrase).length > 0))) kept.push(page);
      }
    }
    return kept;
  }

  async function find(principal: Principal, request: SearchRequest): Promise<SearchAnswer> {
    if (request.mode !== 'text') throw needsEmbeddings(request.mode);
    const place = placeOf(request.cursor);
    const question = parseQuestion(request.q);
    const isOpen = question.words.length === 0 && question.phrases.length === 0;
    const condition = conditionOf(principal, request);
    // The words of a workspace (corrections, completions) are for its members alone, as its pages are.
    const theirs = await needs.workspacesOf(principal);
    const wanted = request.workspaceId?.toLowerCase();
    const workspaceIds =
      wanted === undefined ? [...theirs].slice(0, WORKSPACES) : [wanted].filter((id) => theirs.has(id));

    let pages: Candidate[] = [];
    const groups: Group[] = [];
    const plans: Plan[] = [];
    const corrections = new Map<string, string>();
    for (const workspaceId of workspaceIds) {
      const bounds: Bounds = { workspaceId, condition, sort: request.sort };
      if (isOpen) {
        pages.push(...(await latestPages(database, bounds)));
        continue;
      }
      const plan = await planFor(database, workspaceId, question, request.exact);
      if (plan === null) continue;
      plans.push(plan);
      groups.push(...plan.groups);
      for (const { word, instead } of plan.corrections) corrections.set(word, instead);
      if (plan.groups.length > 0) pages.push(...(await findCandidates(database, plan, bounds)));
    }
    const now = needs.now().getTime();
    const byTime = isOpen || request.sort === 'updated';
    const offset = byTime ? 0 : place.offset;
    pages = byTime
      ? pages.filter((page) => latestFirst(page, place) > 0).toSorted(latestFirst)
      : byRelevance(pages, question, now);
    if (question.phrases.length > 0) pages = await withPhrases(pages, question, offset + request.limit + 1);
    pages = pages.slice(0, RESULT_LIMIT);
    const shown = pages.slice(offset, offset + request.limit);

    const matcher = createMatcher(groups, [...new Set(plans.flatMap(({ languages }) => languages))], question.phrases);
    const [paths, passages, waiting] = await Promise.all([
      pathsOf(principal, shown),
      passagesOf(
        shown.map(({ id }) => id),
        question,
      ),
      needs.waiting(),
    ]);
    const wantsSuggestion =
      !request.exact && corrections.size === 0 && request.cursor === undefined && pages.length <= FEW;
    const items = shown.map((page): SearchHit => {
      const rows = passages.get(page.id) ?? [];
      return {
        document: {
          id: page.id,
          workspaceId: page.workspaceId,
          title: page.title,
          icon: page.icon,
          path: paths.get(page.id) ?? [],
          tags: [...page.tags],
          updatedAt: page.updatedAt.toISOString(),
        },
        titleRanges: score(page.title, matcher).ranges,
        passages: isOpen ? firstPassage(rows) : bestPassages(rows, matcher),
      };
    });
    return {
      items,
      nextCursor: pages.length > offset + request.limit ? cursorAfter(offset + request.limit, shown.at(-1)!) : null,
      corrections: [...corrections].map(([word, instead]) => ({ word, instead })),
      suggestion: wantsSuggestion ? await suggestionIn(plans, question, request.q) : null,
      indexing: waiting,
    };
  }

  // One engine answers everybody there: of many searches only one has statements before a writer.
  const inLine = database.kind === 'embedded' ? createLine() : null;
  return {
    find: (principal, request) => (inLine === null ? find(principal, request) : inLine(() => find(principal, request))),
  };

  async function suggestionIn(plans: readonly Plan[], question: Question, text: string): Promise<string | null> {
    for (const plan of plans) {
      const suggested = await suggestionFor(database, plan, question, text);
      if (suggested !== null) return suggested;
    }
    return null;
  }
}

interface Place {
  /** How many results stood before it. */
  readonly offset: number;
  /** The last page that stood there. */
  readonly updatedAt: Date;
  readonly id: string;
}

/** The latest first; of two at the same instant the one with the smaller id. */
function latestFirst(a: Pick<Candidate, 'updatedAt' | 'id'>, b: Pick<Candidate, 'updatedAt' | 'id'>): number {
  return b.updatedAt.getTime() - a.updatedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** By time a part goes on after the page that was shown last: pages that change meanwhile move to the top. */
function cursorAfter(offset: number, last: Candidate): string {
  return `${offset}.${last.updatedAt.getTime()}.${last.id}`;
}

function placeOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { offset: 0, updatedAt: new Date(8.64e15), id: '' };
  const [, offset, time, id] = /^(\d{1,4})\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (id === undefined) throw invalidInput('query.cursor', 'Must be the `nextCursor` of the page before.');
  return { offset: Number(offset), updatedAt: new Date(Number(time)), id };
}

const DAY_MS = 86_400_000;

/** Titles that are the question, or begin with it, come first; among equals what changed lately. */
function byRelevance(pages: readonly Candidate[], question: Question, now: number): Candidate[] {
  const keys = question.words.map(({ key }) => key);
  const whole = keys.join(' ');
  const worth = (page: Candidate) => {
    const title = wordsOf(page.title).map(({ key }) => key);
    const joined = title.join(' ');
    const held = keys.filter((key) => title.some((word) => word === key || word.startsWith(key))).length;
    let boost = keys.length === 0 ? 1 : 1 + 0.35 * (held / keys.length);
    if (joined === whole) boost += 1;
    else if (whole !== '' && joined.startsWith(whole)) boost += 0.4;
    const days = Math.max(0, now - page.updatedAt.getTime()) / DAY_MS;
    return page.score * boost * (1 + 0.08 / (1 + days / 30));
  };
  return pages
    .map((page) => ({ page, worth: worth(page) }))
    .toSorted((a, b) => b.worth - a.worth || (a.page.id < b.page.id ? -1 : 1))
    .map(({ page, worth: score }) => ({ ...page, score }));
}
