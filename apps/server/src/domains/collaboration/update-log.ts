import { sql, type RawBuilder } from 'kysely';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { StoredDocument } from './document-state.ts';
import { tablesOf } from './schema.ts';

/** One row of the history, about to be written. */
export interface LogRow {
  readonly documentId: string;
  readonly seq: number;
  readonly data: Uint8Array;
  readonly personId: string;
  readonly connectionId: string | null;
  readonly clientIds: readonly number[];
  /** Set when the document's schema version rises with it. */
  readonly schemaVersion: number | null;
}

/** A snapshot as it was stored, with what it was found to know then. */
export interface KeptSnapshot {
  readonly upToSeq: number;
  readonly data: Uint8Array;
  readonly stateVector: Uint8Array;
}

/** The append-only history of documents and their snapshots. */
export interface UpdateLog {
  load(documentId: string): Promise<StoredDocument>;
  /**
   * Writes the rows in one commit, ahead of all other work on the database. On return they are on disk.
   * @throws when one of the numbers is taken (someone else wrote to that document) or the disk is full
   */
  append(rows: readonly LogRow[]): Promise<void>;
  /** The same inside a transaction of the caller's. */
  appendIn(tx: Tx, rows: readonly LogRow[]): Promise<void>;
  /** Up to `limit` updates after `seq`, in order. */
  after(documentId: string, seq: number, limit: number): Promise<{ seq: number; data: Uint8Array }[]>;
  newestSnapshot(documentId: string): Promise<KeptSnapshot | null>;
  /** All that makes the document as it was after update `seq`: the snapshot before it and the updates after that. */
  upTo(documentId: string, seq: number): Promise<Uint8Array[]>;
  /** Keeps the snapshot and removes those that it supersedes; one for every stretch of the log stays, for old versions. */
  keepSnapshot(documentId: string, upToSeq: number, data: Uint8Array, stateVector: Uint8Array): Promise<void>;
  /** Who has changed a document, the server itself included. */
  authors(documentId: string): Promise<string[]>;
  /** Removes all that is stored of the documents. */
  remove(tx: Tx, documentIds: readonly string[]): Promise<void>;
}

/** Rows read at once: a long history must not become one long statement. */
const PAGE = 5_000;
/** Of the snapshots within so many updates only the last one stays. */
const SNAPSHOT_STRETCH = 20_000;

/** What shares its memory with others is copied, or all of that memory would stay for as long as these bytes. */
const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);

export function createUpdateLog({ database, clock }: { database: Database; clock: Clock }): UpdateLog {
  const db = tablesOf(database.db);

  async function newestSnapshot(documentId: string, upTo = Number.MAX_SAFE_INTEGER): Promise<KeptSnapshot | null> {
    const row = await db
      .selectFrom('document_snapshots')
      .select(['up_to_seq', 'data', 'state_vector'])
      .where('document_id', '=', documentId)
      .where('up_to_seq', '<=', upTo as never)
      .orderBy('up_to_seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { up_to_seq, data, state_vector } = row;
    return { upToSeq: Number(up_to_seq), data: ownBytes(data), stateVector: ownBytes(state_vector) };
  }

  async function after(documentId: string, seq: number, limit: number) {
    const rows = await db
      .selectFrom('document_updates')
      .select(['seq', 'data'])
      .where('document_id', '=', documentId)
      .where('seq', '>', seq as never)
      .orderBy('seq')
      .limit(limit)
      .execute();
    // Copies: the driver's buffers are views into what came over the wire.
    return rows.map((row) => ({ seq: Number(row.seq), data: ownBytes(row.data) }));
  }

  /** One statement, so that whoever waits for the turn waits for no answers in between. */
  async function appendIn(to: Database['db'] | Tx, rows: readonly LogRow[]): Promise<void> {
    const states = new Map<string, number>();
    for (const row of rows) {
      if (row.seq === 1 || row.schemaVersion !== null) {
        states.set(row.documentId, Math.max(states.get(row.documentId) ?? 0, row.schemaVersion ?? 0));
      }
    }
    if (states.size === 0) await insertion(rows).execute(to);
    else {
      await sql`
        with state as (
          insert into document_states (document_id, schema_version)
          select document_id, version
          from unnest(${[...states.keys()]}::uuid[], ${[...states.values()]}::integer[]) as row (document_id, version)
          on conflict (document_id) do update set
            schema_version = greatest(document_states.schema_version, excluded.schema_version)
        ) ${insertion(rows)}`.execute(to);
    }
  }

  /** Its text never changes, and it has one piece of bytes for all rows: a group costs little more than a row. */
  function insertion(rows: readonly LogRow[]): RawBuilder<unknown> {
    const starts: number[] = [];
    let length = 0;
    for (const { data } of rows) {
      starts.push(length + 1);
      length += data.length;
    }
    const bytes = Buffer.concat(
      rows.map(({ data }) => data),
      length,
    );
    return sql`
      insert into document_updates (document_id, seq, data, person_id, connection_id, client_ids, created_at)
      select document_id, seq, substring(${bytes}::bytea from start for length), person_id, connection_id,
        string_to_array(client_ids, ' ')::bigint[], ${clock.now()}::timestamptz
      from unnest(
        ${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.seq)}::bigint[],
        ${starts}::integer[], ${rows.map((row) => row.data.length)}::integer[],
        ${rows.map((row) => row.personId)}::uuid[], ${rows.map((row) => row.connectionId)}::uuid[],
        ${rows.map((row) => row.clientIds.join(' '))}::text[]
      ) as row (document_id, seq, start, length, person_id, connection_id, client_ids)`;
  }

  return {
    async load(documentId) {
      const state = await db
        .selectFrom('document_states')
        .select('schema_version')
        .where('document_id', '=', documentId)
        .executeTakeFirst();
      const snapshot = await newestSnapshot(documentId);
      const updates: { seq: number; data: Uint8Array }[] = [];
      let seq = snapshot?.upToSeq ?? 0;
      for (;;) {
        const page = await after(documentId, seq, PAGE);
        for (const update of page) {
          if (update.seq !== ++seq) throw new Error(`update ${seq} of document ${documentId} is missing`);
          updates.push(update);
        }
        if (page.length < PAGE) break;
      }
      return { snapshot, updates, schemaVersion: state?.schema_version ?? 0 };
    },

    append: (rows) => appendIn(database.urgent, rows),

    appendIn,
    after,
    newestSnapshot: (documentId) => newestSnapshot(documentId),

    async upTo(documentId, seq) {
      const snapshot = await newestSnapshot(documentId, seq);
      const updates = snapshot ? [snapshot.data] : [];
      for (let at = snapshot?.upToSeq ?? 0; at < seq;) {
        const page = await after(documentId, at, Math.min(PAGE, seq - at));
        if (page.length === 0 || page[0]!.seq !== at + 1 || page.at(-1)!.seq !== at + page.length) {
          throw new Error(`updates after ${at} of document ${documentId} are missing`);
        }
        for (const { data } of page) updates.push(data);
        at += page.length;
      }
      return updates;
    },

    async keepSnapshot(documentId, upToSeq, data, stateVector) {
      await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await tables
          .insertInto('document_snapshots')
          .values({
            document_id: documentId,
            up_to_seq: upToSeq,
            data: Buffer.from(data),
            state_vector: Buffer.from(stateVector),
            created_at: clock.now(),
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await tables
          .deleteFrom('document_snapshots')
          .where('document_id', '=', documentId)
          .where('up_to_seq', '<', upToSeq as never)
          .where(
            sql<boolean>`exists (
              select 1 from document_snapshots newer where newer.document_id = ${documentId}
                and newer.up_to_seq > document_snapshots.up_to_seq
                and newer.up_to_seq / ${SNAPSHOT_STRETCH}::bigint = document_snapshots.up_to_seq / ${SNAPSHOT_STRETCH}::bigint)`,
          )
          .execute();
      });
    },

    async authors(documentId) {
      const rows = await db
        .selectFrom('document_updates')
        .select('person_id')
        .distinct()
        .where('document_id', '=', documentId)
        .execute();
      return rows.map((row) => row.person_id);
    },

    async remove(tx, documentIds) {
      const these = sql<boolean>`document_id = any(${[...documentIds]}::uuid[])`;
      const tables = tablesOf(tx);
      await tables.deleteFrom('document_updates').where(these).execute();
      await tables.deleteFrom('document_snapshots').where(these).execute();
      await tables.deleteFrom('document_states').where(these).execute();
      await tables.deleteFrom('document_versions').where(these).execute();
    },
  };
}
