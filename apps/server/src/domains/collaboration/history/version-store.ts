import { sql } from 'kysely';
import type { Database, Tx } from '../../../kernel/db/database.ts';
import { newId } from '../../../kernel/ids.ts';
import { tablesOf, type VersionRow } from '../schema.ts';
import { continueSpans, NOBODY, type Span } from './sessions.ts';

/** The versions of documents as rows, kept in step with the log. */
export interface VersionStore {
  /** Takes in what was edited since the last time. Reads no bytes of edits. */
  catchUp(documentId: string): Promise<void>;
  /** The same in a transaction of the caller's, for at most one slice of the log; answers whether that was all. */
  catchUpIn(tx: Tx, documentId: string): Promise<boolean>;
  newest(tx: Tx | Database['db'], documentId: string): Promise<VersionRow | undefined>;
  /** The last ones, oldest of them first. */
  latest(tx: Tx, documentId: string, limit: number): Promise<VersionRow[]>;
  find(documentId: string, id: string): Promise<VersionRow | undefined>;
  before(documentId: string, firstSeq: number): Promise<VersionRow | undefined>;
  /** Newest first, after `beforeSeq` in that order. */
  list(documentId: string, filter: { named: boolean; beforeSeq: number | null; limit: number }): Promise<VersionRow[]>;
  /** Edits after this one begin a new version. */
  close(tx: Tx, id: string): Promise<void>;
  name(tx: Tx, id: string, name: { text: string; personId: string; at: Date } | null): Promise<VersionRow>;
  /**
   * Files the edit `seq` as a restore, when the last version ended at `afterSeq` before it. Answers it with
   * the version that holds what the page was like right before.
   */
  recordRestore(
    tx: Tx,
    restore: { documentId: string; afterSeq: number; seq: number; personId: string; from: string },
  ): Promise<{ made: VersionRow | null; before: VersionRow | null }>;
}

/** Entries of the log that are read at once: a long history must not hold everyone's turn. */
const SLICE = 10_000;

export function createVersionStore({ database }: { database: Database }): VersionStore {
  /** One writer of versions at a time for each document. */
  async function lock(tx: Tx, documentId: string): Promise<void> {
    await tablesOf(tx)
      .selectFrom('document_states')
      .select('document_id')
      .where('document_id', '=', documentId)
      .forUpdate()
      .execute();
  }

  const newest: VersionStore['newest'] = (db, documentId) =>
    tablesOf(db)
      .selectFrom('document_versions')
      .selectAll()
      .where('document_id', '=', documentId)
      .orderBy('first_seq', 'desc')
      .limit(1)
      .executeTakeFirst();

  async function take(tx: Tx, documentId: string, below: number): Promise<boolean> {
    const last = await newest(tx, documentId);
    const rows = await tablesOf(tx)
      .selectFrom('document_updates')
      .select(['seq', 'person_id', 'created_at'])
      .where('document_id', '=', documentId)
      .where('seq', '>', (last?.last_seq ?? 0) as never)
      .where('seq', '<', below as never)
      .orderBy('seq')
      .limit(SLICE)
      .execute();
    if (rows.length === 0) return true;
    const entries = rows.map((row) => ({ seq: Number(row.seq), personId: row.person_id, at: row.created_at }));
    // What the server mends right after a closed version changes nothing that people wrote.
    const goesOn = last !== undefined && (!last.closed || entries.every(({ personId }) => personId === NOBODY));
    const [first, ...others] = continueSpans(goesOn ? spanOf(last) : null, entries);
    if (goesOn && first !== undefined) await grow(tx, last.id, first);
    await insert(tx, documentId, goesOn || first === undefined ? others : [first, ...others]);
    return rows.length < SLICE;
  }

  async function grow(tx: Tx, id: string, span: Span): Promise<void> {
    await tablesOf(tx)
      .updateTable('document_versions')
      .set({ last_seq: span.lastSeq, people: span.people, ended_at: span.endedAt })
      .where('id', '=', id)
      .execute();
  }

  async function insert(tx: Tx, documentId: string, spans: readonly Span[]): Promise<void> {
    if (spans.length === 0) return;
    await tablesOf(tx)
      .insertInto('document_versions')
      .values(spans.map((span) => rowOf(documentId, span)))
      .execute();
  }

  return {
    newest,
    async catchUpIn(tx, documentId) {
      await lock(tx, documentId);
      return take(tx, documentId, Number.MAX_SAFE_INTEGER);
    },

    async catchUp(documentId) {
      for (let done = false; !done;) {
        done = await database.transaction(async (tx) => {
          await lock(tx, documentId);
          return take(tx, documentId, Number.MAX_SAFE_INTEGER);
        });
      }
    },

    async latest(tx, documentId, limit) {
      const rows = await tablesOf(tx)
        .selectFrom('document_versions')
        .selectAll()
        .where('document_id', '=', documentId)
        .orderBy('first_seq', 'desc')
        .limit(limit)
        .execute();
      return rows.toReversed();
    },

    find: (documentId, id) =>
      tablesOf(database.db)
        .selectFrom('document_versions')
        .selectAll()
        .where('id', '=', id)
        .where('document_id', '=', documentId)
        .executeTakeFirst(),

    before: (documentId, firstSeq) =>
      tablesOf(database.db)
        .selectFrom('document_versions')
        .selectAll()
        .where('document_id', '=', documentId)
        .where('first_seq', '<', firstSeq as never)
        .orderBy('first_seq', 'desc')
        .limit(1)
        .executeTakeFirst(),

    list(documentId, { named, beforeSeq, limit }) {
      let query = tablesOf(database.db)
        .selectFrom('document_versions')
        .selectAll()
        .where('document_id', '=', documentId)
        .orderBy('first_seq', 'desc')
        .limit(limit);
      if (named) query = query.where('name', 'is not', null);
      if (beforeSeq !== null) query = query.where('first_seq', '<', beforeSeq as never);
      return query.execute();
    },

    async close(tx, id) {
      await tablesOf(tx).updateTable('document_versions').set({ closed: true }).where('id', '=', id).execute();
    },

    name: (tx, id, name) =>
      tablesOf(tx)
        .updateTable('document_versions')
        .set({
          closed: true,
          name: name?.text ?? null,
          named_by: name?.personId ?? null,
          named_at: name?.at ?? null,
        })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow(),

    async recordRestore(tx, { documentId, afterSeq, seq, personId, from }) {
      await lock(tx, documentId);
      // What others looked up meanwhile may have taken the restore for an edit like any other. What they named
      // or restored in this moment stays, and so does all before it, which is not taken in again.
      await sql`delete from document_versions where document_id = ${documentId} and first_seq > greatest(${afterSeq}::bigint,
        (select max(last_seq) from document_versions where document_id = ${documentId} and first_seq > ${afterSeq}::bigint
          and (name is not null or kind = 'restore')))`.execute(tx);
      for (let done = false; !done;) done = await take(tx, documentId, seq);
      const before = (await newest(tx, documentId)) ?? null;
      // Somebody named the page in this very moment: the restore is inside of that version.
      if (before !== null && Number(before.last_seq) >= seq) return { made: null, before: null };
      const { rows } = await sql<{ created_at: Date }>`
        select created_at from document_updates where document_id = ${documentId} and seq = ${seq}`.execute(tx);
      const at = rows[0]?.created_at;
      if (at === undefined) throw new Error(`update ${seq} of document ${documentId} is missing`);
      const made = await tablesOf(tx)
        .insertInto('document_versions')
        .values({
          ...rowOf(documentId, { firstSeq: seq, lastSeq: seq, people: [personId], startedAt: at, endedAt: at }),
          kind: 'restore',
          closed: true,
          restored_from: from,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return { made, before };
    },
  };
}

const spanOf = (row: VersionRow): Span => ({
  firstSeq: Number(row.first_seq),
  lastSeq: Number(row.last_seq),
  people: row.people,
  startedAt: row.started_at,
  endedAt: row.ended_at,
});

const rowOf = (documentId: string, span: Span) => ({
  id: newId(),
  document_id: documentId,
  first_seq: span.firstSeq,
  last_seq: span.lastSeq,
  kind: 'session' as const,
  people: span.people,
  started_at: span.startedAt,
  ended_at: span.endedAt,
  closed: false,
  name: null,
  named_by: null,
  named_at: null,
  restored_from: null,
});
