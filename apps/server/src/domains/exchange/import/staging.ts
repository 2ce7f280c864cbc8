import type { Readable } from 'node:stream';
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
  discard(staged: StagedImport): Promise<void>;
  /** Ends imports that were sent before `before` and that no job took up. */
  discardBefore(before: Date): Promise<number>;
}

/** Rows of one statement; PostgreSQL takes at most 65,535 parameters. */
const SLICE = 1000;
const slices = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: Math.ceil(items.length / SLICE) }, (_, at) => items.slice(at * SLICE, (at + 1) * SLICE));

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
            })
            .execute();
          for (const part of slices([...kept.values()])) {
            await own
              .insertInto('exchange_import_files')
              .values(
                part.map((file) => ({
                  import_id: id,
                  path: file.path,
                  blob_name: file.blobName,
                  size_bytes: file.sizeBytes,
                })),
              )
              .execute();
          }
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
      const row = await db.selectFrom('exchange_imports').selectAll().where('id', '=', id).executeTakeFirst();
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
        await db
          .insertInto('exchange_import_targets')
          .values(part.map((key) => ({ import_id: importId, kind, key, target_id: newId() })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
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

    async discardBefore(before) {
      const rows = await db
        .selectFrom('exchange_imports')
        .select('id')
        .where('created_at', '<', before)
        .limit(100)
        .execute();
      for (const { id } of rows) {
        const staged = await staging.find(id);
        if (staged !== undefined) await staging.discard(staged);
      }
      return rows.length;
    },
  };
  return staging;
}
