import { sql } from 'kysely';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Language } from './languages.ts';
import type { IndexedBody } from './passages.ts';
import { tablesOf } from './schema.ts';
import { nearKeys } from './spelling.ts';
import { termsOf, vectorOf, type Level, type PageTerms } from './terms.ts';
import { foldWord } from './words.ts';

/** A page as other parts describe it. */
export interface PageFacts {
  readonly id: string;
  readonly workspaceId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly icon: string | null;
  readonly tags: readonly string[];
  readonly updatedAt: Date;
  readonly trashed: boolean;
}

/** A page that is ready to be stored. */
export interface IndexedPage {
  readonly facts: PageFacts;
  readonly authors: readonly string[];
  readonly body: IndexedBody;
  readonly terms: PageTerms;
}

/** Makes the words of a page, which takes a while: before the transaction, not in it. */
export const pageReady = (page: Omit<IndexedPage, 'terms'>): IndexedPage => ({
  ...page,
  terms: termsOf({ title: page.facts.title, tags: page.facts.tags, passages: page.body.passages }),
});

/** Writes the index. Storing a page again, or removing one that is gone, changes nothing. */
export interface IndexStore {
  /** Counts that are collected in `later` are the caller's to write, once for many pages. */
  store(tx: Tx, pages: readonly IndexedPage[], later?: WordCounts): Promise<void>;
  remove(tx: Tx, documentIds: readonly string[]): Promise<void>;
}

/** A tag as it is compared. */
export const tagKey = (tag: string): string => tag.split(/\s+/).map(foldWord).filter(Boolean).join(' ') || tag;

interface Counts {
  documents: number;
  strong: number;
  strongest: number;
  isForm: boolean;
}

/** How the numbers of pages with a word change, collected over several pages. */
export class WordCounts {
  readonly #byNumber = new Map<number, Map<string, Counts>>();

  add(number: number, term: string, level: Level, sign: 1 | -1, isForm: boolean): void {
    let terms = this.#byNumber.get(number);
    if (terms === undefined) this.#byNumber.set(number, (terms = new Map()));
    let counts = terms.get(term);
    if (counts === undefined) terms.set(term, (counts = { documents: 0, strong: 0, strongest: 0, isForm: false }));
    counts.documents += sign;
    if (level >= 2) counts.strong += sign;
    if (level === 3) counts.strongest += sign;
    counts.isForm ||= isForm;
  }

  async write(tx: Tx): Promise<void> {
    for (const [number, terms] of this.#byNumber) {
      const changed = [...terms].filter(
        ([, { documents, strong, strongest }]) => documents !== 0 || strong !== 0 || strongest !== 0,
      );
      // In one order, so that two writers never wait for each other in a circle.
      changed.sort(([left], [right]) => (left < right ? -1 : 1));
      if (changed.length === 0) continue;
      const listed = <Value>(of: (word: string, counts: Counts) => Value) =>
        changed.map(([word, counts]) => of(word, counts));
      // Lists of plain values: the database unpacks them several times as fast as JSON.
      await sql`
        insert into search_words as held (number, word, documents, strong, strongest, near)
        select ${number}::integer, word, documents, strong, strongest, near::integer[]
        from unnest(${listed((word) => word)}::text[], ${listed((_, { documents }) => documents)}::integer[],
          ${listed((_, { strong }) => strong)}::integer[], ${listed((_, { strongest }) => strongest)}::integer[],
          ${listed((word, { isForm }) => `{${isForm ? nearKeys(number, word).join(',') : ''}}`)}::text[])
          as row (word, documents, strong, strongest, near)
        on conflict (number, word) do update set
          documents = held.documents + excluded.documents,
          strong = held.strong + excluded.strong,
          strongest = held.strongest + excluded.strongest,
          near = case when cardinality(held.near) = 0 then excluded.near else held.near end`.execute(tx);
    }
  }
}

export function createIndexStore(): IndexStore {
  /** Every term that stood in these pages before, taken off the counts. */
  async function takeOff(tx: Tx, documentIds: readonly string[], changes: WordCounts): Promise<Map<string, number>> {
    const { rows } = await sql<{ document_id: string; number: number; workspace_id: string; terms: string[] }>`
      select d.document_id, w.number, d.workspace_id, tsvector_to_array(d.terms) as terms
      from search_documents d join search_workspaces w on w.workspace_id = d.workspace_id
      where d.document_id = any(${[...documentIds]}::uuid[])
      order by d.document_id for update of d`.execute(tx);
    const documents = new Map<string, number>();
    for (const row of rows) {
      documents.set(row.workspace_id, (documents.get(row.workspace_id) ?? 0) - 1);
      const all = new Set(row.terms);
      const prefix = row.number.toString(36);
      for (const found of row.terms) {
        if (found[prefix.length] !== ':') continue;
        const term = found.slice(prefix.length + 1);
        const level = all.has(`${prefix}*${term}`) ? 3 : all.has(`${prefix}+${term}`) ? 2 : 0;
        changes.add(row.number, term, level, -1, false);
      }
    }
    return documents;
  }

  /** A number never changes. Only those that were there before are remembered: a new one may be rolled back. */
  const known = new Map<string, number>();

  async function numbersOf(tx: Tx, workspaceIds: ReadonlySet<string>): Promise<Map<string, number>> {
    const find = async (ids: readonly string[]) => {
      const rows = await tablesOf(tx)
        .selectFrom('search_workspaces')
        .select(['workspace_id', 'number'])
        .where('workspace_id', 'in', [...ids])
        .execute();
      return rows.map((row) => [row.workspace_id, row.number] as const);
    };
    const unknown = [...workspaceIds].filter((id) => !known.has(id)).toSorted();
    if (unknown.length > 0) for (const [id, number] of await find(unknown)) known.set(id, number);
    const numbers = new Map(known);
    const missing = unknown.filter((id) => !known.has(id));
    if (missing.length > 0) {
      await sql`insert into search_workspaces (workspace_id) select unnest(${missing}::uuid[])
        on conflict do nothing`.execute(tx);
      for (const [id, number] of await find(missing)) numbers.set(id, number);
    }
    return numbers;
  }

  async function count(tx: Tx, documents: ReadonlyMap<string, number>, languages: Map<string, Set<Language>>) {
    for (const [workspaceId, change] of documents) {
      const added = [...(languages.get(workspaceId) ?? [])];
      await sql`update search_workspaces set documents = documents + ${change}::integer, languages = array(
          select distinct each from unnest(languages || ${added}::text[]) each order by each)
        where workspace_id = ${workspaceId}
          and (${change}::integer <> 0 or not languages @> ${added}::text[])`.execute(tx);
    }
  }

  return {
    async store(tx, pages, later) {
      if (pages.length === 0) return;
      const changes = later ?? new WordCounts();
      const ids = pages.map(({ facts }) => facts.id);
      const documents = await takeOff(tx, ids, changes);
      const languages = new Map<string, Set<Language>>();
      const numbers = await numbersOf(tx, new Set(pages.map(({ facts }) => facts.workspaceId)));
      const rows = pages.map(({ facts, authors, body, terms }) => {
        const number = numbers.get(facts.workspaceId)!;
        const { language, levels, forms } = terms;
        for (const [term, level] of levels) changes.add(number, term, level, 1, forms.has(term));
        documents.set(facts.workspaceId, (documents.get(facts.workspaceId) ?? 0) + 1);
        languages.set(facts.workspaceId, (languages.get(facts.workspaceId) ?? new Set()).add(language));
        return {
          document_id: facts.id,
          workspace_id: facts.workspaceId,
          parent_id: facts.parentId,
          title: facts.title,
          icon: facts.icon,
          tags: facts.tags,
          tag_keys: facts.tags.map(tagKey),
          authors,
          has: body.has,
          updated_at: facts.updatedAt.toISOString(),
          trashed: facts.trashed,
          language,
          terms: vectorOf(number, levels),
          passages: body.passages.length,
        };
      });
      const passages = pages.flatMap(({ facts, body }) =>
        body.passages.map(({ blockId, headings, text }, ordinal) => ({
          document_id: facts.id,
          ordinal,
          block_id: blockId,
          headings,
          text,
        })),
      );
      // One statement, and only what changed is written: an edit waits meanwhile. A new page comes twice, once it is
      // made and once its links are known, which makes it younger by less than a second and changes nothing.
      await sql`
        with pages as (
          select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (document_id uuid, workspace_id uuid,
            parent_id uuid, title text, icon text, tags jsonb, tag_keys jsonb, authors jsonb, has jsonb,
            updated_at timestamptz, trashed boolean, language text, terms text, passages integer)),
        stored as (
          insert into search_documents as held (document_id, workspace_id, parent_id, title, icon, tags, tag_keys,
            authors, has, updated_at, trashed, language, terms)
          select document_id, workspace_id, parent_id, title, icon,
            array(select jsonb_array_elements_text(tags)), array(select jsonb_array_elements_text(tag_keys)),
            array(select jsonb_array_elements_text(authors)::uuid), array(select jsonb_array_elements_text(has)),
            updated_at, trashed, language, terms::tsvector
          from pages
          on conflict (document_id) do update set workspace_id = excluded.workspace_id, parent_id = excluded.parent_id,
            title = excluded.title, icon = excluded.icon, tags = excluded.tags, tag_keys = excluded.tag_keys,
            authors = excluded.authors, has = excluded.has, updated_at = excluded.updated_at,
            trashed = excluded.trashed, language = excluded.language, terms = excluded.terms
          where (held.workspace_id, held.parent_id, held.title, held.icon, held.tags, held.authors, held.has,
              held.trashed, held.language, held.terms) is distinct from (excluded.workspace_id, excluded.parent_id,
              excluded.title, excluded.icon, excluded.tags, excluded.authors, excluded.has,
              excluded.trashed, excluded.language, excluded.terms)
            or abs(extract(epoch from held.updated_at - excluded.updated_at)) >= 1),
        gone as (
          delete from search_passages held using pages
          where held.document_id = pages.document_id and held.ordinal >= pages.passages)
        insert into search_passages as held (document_id, ordinal, block_id, headings, text)
        select document_id, ordinal, block_id, array(select jsonb_array_elements_text(headings)), text
        from jsonb_to_recordset(${JSON.stringify(passages)}::jsonb)
          as row (document_id uuid, ordinal integer, block_id text, headings jsonb, text text)
        on conflict (document_id, ordinal) do update
          set block_id = excluded.block_id, headings = excluded.headings, text = excluded.text
          where (held.block_id, held.headings, held.text)
            is distinct from (excluded.block_id, excluded.headings, excluded.text)`.execute(tx);
      if (later === undefined) await changes.write(tx);
      await count(tx, documents, languages);
    },

    async remove(tx, documentIds) {
      if (documentIds.length === 0) return;
      const changes = new WordCounts();
      const documents = await takeOff(tx, documentIds, changes);
      await sql`delete from search_documents where document_id = any(${[...documentIds]}::uuid[])`.execute(tx);
      await changes.write(tx);
      await count(tx, documents, new Map());
    },
  };
}

/** Removes words that no page holds any more; their rows cost only space. */
export async function sweepWords(database: Database): Promise<void> {
  await sql`delete from search_words where documents <= 0 and (number, word) in (
    select number, word from search_words where documents <= 0 limit 5000)`.execute(database.db);
}
