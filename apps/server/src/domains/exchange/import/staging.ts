import type { Readable } from 'node:stream';
import { sql, type Selectable } from 'kysely';
import type { Blobs } from '../../../kernel/blobs/blobs.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { newId } from '../../../kernel/ids.ts';
import { importTooLarge, noFilesSent, tooManyFiles, unsafePath } from '../errors.ts';
import type { ExchangeTables } from '../schema.ts';
import { IMPORT_LIMITS } from './archive.ts';
import { normalPath, pathFault } from './paths.ts';

export interface SentFile {
  /** Relative; may have folders. */
  readonly path: string;
  readonly content: Readable | Uint8Array;
}

export interface StagedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly blobName: string;
}

export interface StagedImport {
  readonly id: string;
  readonly workspaceId: string;
  readonly personId: string;
  readonly parentId: string | null;
  readonly files: readonly StagedFile[];
}

/** An import as it is remembered. */
export interface RememberedImport {
  readonly id: string;
  readonly workspaceId: string;
  readonly personId: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly jobId: string | null;
  readonly staged: boolean;
  readonly finishedAt: Date | null;
  readonly documents: number;
  readonly blobs: number;
  readonly undoneAt: Date | null;
}

/** What was sent, on disk until the job that imports it has ended. */
export interface Staging {
  /** Nothing stays behind when it throws. */
  keep(
    owner: { workspaceId: string; personId: string; parentId: string | null },
    files: AsyncIterable<SentFile> | Iterable<SentFile>,
  ): Promise<StagedImport>;
  find(id: string): Promise<StagedImport | undefined>;
  read(staged: StagedImport, file: StagedFile): Promise<Uint8Array>;
  /** The id that stands for `key`, the same one however often it is asked. */
  targets(importId: string, kind: 'page' | 'asset', keys: readonly string[]): Promise<Map<string, string>>;
  setTarget(importId: string, kind: 'page' | 'asset', key: string, targetId: string): Promise<void>;
  findTarget(importId: string, kind: 'page' | 'asset', key: string): Promise<string | undefined>;
  /** Forgets an import that made nothing, with all that was sent. */
  discard(staged: StagedImport): Promise<void>;
  /** The import ended: what was sent is removed, what it made is remembered. */
  finish(staged: StagedImport, made: { documents: number; blobs: number }): Promise<void>;
  /** By the id of the import, or of a job of it. */
  remembered(id: string): Promise<RememberedImport | undefined>;
  setJob(importId: string, kind: 'import' | 'preview', jobId: string): Promise<void>;
  /** Imports of a workspace that made pages, the newest first. */
  recent(workspaceId: string, limit: number): Promise<RememberedImport[]>;
  setUndone(importId: string): Promise<void>;
  /** The ids of the pages that an import was to make. */
  pageIds(importId: string): Promise<string[]>;
  /** Ends imports that were sent before `before` and that no job took up. */
  discardBefore(before: Date): Promise<number>;
}

/** Rows of one statement: with the embedded database everybody waits for its end. */
const SLICE = 1000;
const slices = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / SLICE) }, (_, at) => items.slice(at * SLICE, (at + 1) * SLICE));

const toRemembered = (row: Selectable<ExchangeTables['exchange_imports']>): RememberedImport => ({
  id: row.id,
  workspaceId: row.workspace_id,
  personId: row.person_id,
  label: row.label,
  createdAt: row.created_at,
  jobId: row.job_id,
  staged: row.staged,
  finishedAt: row.finished_at,
  documents: row.document_count,
  blobs: row.blob_count,
  undoneAt: row.undone_at,
});

/** The folder that everything lies in, or the first file. */
function labelOf(paths: readonly string[]): string {
  const first = paths[0] ?? '';
  const top = first.split('/')[0] ?? '';
  const label = paths.every((path) => path.startsWith(`${top}/`)) ? top : (first.split('/').at(-1) ?? '');
  const short = [...label].slice(0, 200).join('');
  return label === top && first !== top ? short : paths.length > 1 ? `${short} (+${paths.length - 1})` : short;
}

export function createStaging({ database, blobs, clock }: { database: Database; blobs: Blobs; clock: Clock }): Staging {
  const db = database.db.withTables<ExchangeTables>();

  // The id of the import is the key space of its blobs, so that removing them can never remove a page's file.
  const removeBlobs = async (importId: string, names: Iterable<string>): Promise<void> => {
    for (const name of new Set(names)) await blobs.remove(importId, name);
  };

  const staging: Staging = {
    async keep(owner, files) {
      const id = newId();
      const kept = new Map<string, StagedFile>();
      let totalBytes = 0;
      try {
        for await (const { path: sentPath, content } of files) {
          const fault = pathFault(sentPath);
          if (fault !== null) throw unsafePath(sentPath, fault);
          if (kept.size >= IMPORT_LIMITS.files) throw tooManyFiles(kept.size + 1, IMPORT_LIMITS.files);
          const { name, sizeBytes } = await blobs.put(id, content, IMPORT_LIMITS.sentBytes - totalBytes);
          totalBytes += sizeBytes;
          if (totalBytes > IMPORT_LIMITS.sentBytes)
            throw importTooLarge('The import', totalBytes, IMPORT_LIMITS.sentBytes);
          const path = normalPath(sentPath) || 'unnamed';
          kept.set(path, { path, sizeBytes, blobName: name });
        }
        if (kept.size === 0) throw noFilesSent();
        await database.transaction(async (tx) => {
          const own = tx.withTables<ExchangeTables>();
          await own
            .insertInto('exchange_imports')
            .values({
              id,
              workspace_id: owner.workspaceId,
              person_id: owner.personId,
              parent_id: owner.parentId,
              created_at: clock.now(),
              label: labelOf([...kept.keys()]),
            })
            .execute();
          const all = [...kept.values()];
          await sql`insert into exchange_import_files (import_id, path, blob_name, size_bytes)
            select ${id}::uuid, path, blob_name, size_bytes from unnest(${all.map(({ path }) => path)}::text[],
              ${all.map(({ blobName }) => blobName)}::text[], ${all.map(({ sizeBytes }) => sizeBytes)}::bigint[])
              as file (path, blob_name, size_bytes)`.execute(tx);
        });
      } catch (error) {
        await removeBlobs(
          id,
          [...kept.values()].map(({ blobName }) => blobName),
        );
        throw error;
      }
      return { id, ...owner, files: [...kept.values()] };
    },

    async find(id) {
      const row = await db
        .selectFrom('exchange_imports')
        .selectAll()
        .where('id', '=', id)
        .where('staged', '=', true)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const files = await db
        .selectFrom('exchange_import_files')
        .selectAll()
        .where('import_id', '=', id)
        .orderBy('path')
        .execute();
      return {
        id,
        workspaceId: row.workspace_id,
        personId: row.person_id,
        parentId: row.parent_id,
        files: files.map((file) => ({ path: file.path, sizeBytes: Number(file.size_bytes), blobName: file.blob_name })),
      };
    },

    read: (staged, file) => blobs.read(staged.id, file.blobName),

    async targets(importId, kind, keys) {
      for (const part of slices(keys)) {
        await sql`insert into exchange_import_targets (import_id, kind, key, target_id)
          select ${importId}::uuid, ${kind}::text, key, target_id from unnest(${part}::text[], ${part.map(() => newId())}::uuid[])
            as target (key, target_id)
          on conflict do nothing`.execute(db);
      }
      const rows = await db
        .selectFrom('exchange_import_targets')
        .select(['key', 'target_id'])
        .where('import_id', '=', importId)
        .where('kind', '=', kind)
        .execute();
      return new Map(rows.map((row) => [row.key, row.target_id]));
    },

    async setTarget(importId, kind, key, targetId) {
      await db
        .insertInto('exchange_import_targets')
        .values({ import_id: importId, kind, key, target_id: targetId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async findTarget(importId, kind, key) {
      const row = await db
        .selectFrom('exchange_import_targets')
        .select('target_id')
        .where('import_id', '=', importId)
        .where('kind', '=', kind)
        .where('key', '=', key)
        .executeTakeFirst();
      return row?.target_id;
    },

    async discard(staged) {
      await removeBlobs(
        staged.id,
        staged.files.map(({ blobName }) => blobName),
      );
      await db.deleteFrom('exchange_imports').where('id', '=', staged.id).execute();
    },

    async finish(staged, made) {
      await removeBlobs(
        staged.id,
        staged.files.map(({ blobName }) => blobName),
      );
      await database.transaction(async (tx) => {
        const own = tx.withTables<ExchangeTables>();
        await own.deleteFrom('exchange_import_files').where('import_id', '=', staged.id).execute();
        await own
          .updateTable('exchange_imports')
          .set({
            staged: false,
            finished_at: clock.now(),
            document_count: made.documents,
            blob_count: made.blobs,
          })
          .where('id', '=', staged.id)
          .execute();
      });
    },

    async remembered(id) {
      const row = await db
        .selectFrom('exchange_imports')
        .selectAll()
        .where((eb) => eb.or([eb('id', '=', id), eb('job_id', '=', id), eb('preview_job_id', '=', id)]))
        .executeTakeFirst();
      return row && toRemembered(row);
    },

    async setJob(importId, kind, jobId) {
      await db
        .updateTable('exchange_imports')
        .set(kind === 'import' ? { job_id: jobId } : { preview_job_id: jobId })
        .where('id', '=', importId)
        .execute();
    },

    async recent(workspaceId, limit) {
      const rows = await db
        .selectFrom('exchange_imports')
        .selectAll()
        .where('workspace_id', '=', workspaceId)
        .where('job_id', 'is not', null)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toRemembered);
    },

    async setUndone(importId) {
      await db.updateTable('exchange_imports').set({ undone_at: clock.now() }).where('id', '=', importId).execute();
    },

    async pageIds(importId) {
      const rows = await db
        .selectFrom('exchange_import_targets')
        .select('target_id')
        .where('import_id', '=', importId)
        .where('kind', '=', 'page')
        .execute();
      return rows.map((row) => row.target_id);
    },

    async discardBefore(before) {
      const rows = await db
        .selectFrom('exchange_imports')
        .select('id')
        .where('staged', '=', true)
        .where('created_at', '<', before)
        .limit(100)
        .execute();
      for (const { id } of rows) {
        const staged = await staging.find(id);
        const made = await staging.remembered(id);
        if (staged === undefined) continue;
        // One that was begun and never ended may have made pages, which can be taken back.
        if (made?.jobId != null) await staging.finish(staged, { documents: made.documents, blobs: made.blobs });
        else await staging.discard(staged);
      }
      return rows.length;
    },
  };
  return staging;
}
