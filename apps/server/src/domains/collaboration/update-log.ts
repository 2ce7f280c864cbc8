import { sql } from 'kysely';
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

/** The append-only history of documents and their snapshots. */
export interface UpdateLog {
  load(documentId: string): Promise<StoredDocument>;
  /**
   * Writes the rows in one commit. On return they are on disk.
   * @throws when one of the numbers is taken (someone else wrote to that document) or the disk is full
   */
  append(rows: readonly LogRow[]): Promise<void>;
  /** The same inside a transaction of the caller's. */
  appendIn(tx: Tx, rows: readonly LogRow[]): Promise<void>;
  /** Up to `limit` updates after `seq`, in order. */
  after(documentId: string, seq: number, limit: number): Promise<{ seq: number; data: Uint8Array }[]>;
  newestSnapshot(documentId: string): Promise<StoredDocument['snapshot']>;
  /** Keeps the snapshot and removes those that it supersedes. */
  keepSnapshot(documentId: string, upToSeq: number, data: Uint8Array, stateVector: Uint8Array): Promise<void>;
  /** Removes all that is stored of the documents. */
  remove(tx: Tx, documentIds: readonly string[]): Promise<void>;
}

/** Rows read at once: a long history must not become one long statement. */
const PAGE = 5_000;

export function createUpdateLog({ database, clock }: { database: Database; clock: Clock }): UpdateLog {
  const db = tablesOf(database.db);

  async function newestSnapshot(documentId: string): Promise<StoredDocument['snapshot']> {
    const row = await db
      .selectFrom('document_snapshots')
      .select(['up_to_seq', 'data'])
      .where('document_id', '=', documentId)
      .orderBy('up_to_seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : { upToSeq: Number(row.up_to_seq), data: new Uint8Array(row.data) };
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
    return rows.map((row) => ({ seq: Number(row.seq), data: new Uint8Array(row.data) }));
  }

  async function appendIn(tx: Tx, rows: readonly LogRow[]): Promise<void> {
    const states = new Map<string, number>();
    for (const row of rows) {
      if (row.seq === 1 || row.schemaVersion !== null) {
        states.set(row.documentId, Math.max(states.get(row.documentId) ?? 0, row.schemaVersion ?? 0));
      }
    }
    await insert(tx, rows);
    if (states.size === 0) return;
    await tablesOf(tx)
      .insertInto('document_states')
      .values([...states].map(([document_id, schema_version]) => ({ document_id, schema_version, workspace_id: null })))
      .onConflict((conflict) =>
        conflict.column('document_id').doUpdateSet({
          schema_version: sql`greatest(document_states.schema_version, excluded.schema_version)`,
        }),
      )
      .execute();
  }

  async function insert(to: Database['db'] | Tx, rows: readonly LogRow[]): Promise<void> {
    const created_at = clock.now();
    await tablesOf(to)
      .insertInto('document_updates')
      .values(
        rows.map((row) => ({
          document_id: row.documentId,
          seq: row.seq,
          data: Buffer.from(row.data.buffer, row.data.byteOffset, row.data.byteLength),
          person_id: row.personId,
          connection_id: row.connectionId,
          client_ids: [...row.clientIds],
          created_at,
        })),
      )
      .execute();
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

    async append(rows) {
      const needsState = rows.some((row) => row.seq === 1 || row.schemaVersion !== null);
      // A single statement is its own transaction, and two round trips fewer.
      if (needsState) await database.db.transaction().execute((tx) => appendIn(tx, rows));
      else await insert(database.db, rows);
    },

    appendIn,
    after,
    newestSnapshot,

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
          .execute();
      });
    },

    async remove(tx, documentIds) {
      const these = sql<boolean>`document_id = any(${[...documentIds]}::uuid[])`;
      const tables = tablesOf(tx);
      await tables.deleteFrom('document_updates').where(these).execute();
      await tables.deleteFrom('document_snapshots').where(these).execute();
      await tables.deleteFrom('document_states').where(these).execute();
    },
  };
}
