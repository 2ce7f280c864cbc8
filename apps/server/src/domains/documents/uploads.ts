import { Readable } from 'node:stream';
import { sql, type Kysely } from 'kysely';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES, type Blob } from '@materi/contract';
import type { Blobs } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import { isAppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Access, Principal } from '../identity/index.ts';
import { blobNotFound, fileTooLarge, imageTooLarge, uploadLost } from './errors.ts';
import type { Gate } from './gate.ts';
import { SIGNATURE_BYTES, mediaTypeOf } from './media-types.ts';
import { tablesOf, type BlobRow, type DocumentTables } from './schema.ts';

/** A file that somebody sends. */
export interface Upload {
  readonly name: string;
  /** As declared by the sender; what the bytes show counts more. */
  readonly mediaType: string;
  readonly content: Readable | Uint8Array;
}

/** Files that pages show or offer. */
export interface Uploads {
  /**
   * Keeps a file for a workspace. The same content with the same name is the same file.
   * @throws AppError `upload.image_too_large`, `upload.too_large` (413); nothing stays behind
   */
  upload(principal: Principal, workspaceId: string, file: Upload): Promise<Blob>;
  /** @throws AppError `blob.not_found` (404) when there is none that the person may see */
  find(principal: Principal, blobId: string): Promise<Blob & { workspaceId: string }>;
  /** The bytes of a file, from `find` first. */
  open(principal: Principal, blobId: string): Promise<Readable>;
  read(principal: Principal, blobId: string): Promise<Uint8Array>;
  /** Removes files that no page has held for a day; answers how many. A job calls it now and then. */
  sweepUnreferencedBlobs(): Promise<number>;
}

/** Puts the bytes of a file into another workspace; answers the id that it has there. Safe to repeat. */
export type CopyBlob = (principal: Principal, file: BlobRow, workspaceId: string) => Promise<string>;

/** How long a file may lie without a page that holds it: a fresh one, or one whose removal may be undone. */
const GRACE_MS = 24 * 60 * 60 * 1000;
const SWEEP_SLICE = 200;

export function createUploads(needs: {
  database: Database;
  access: Access;
  gate: Gate;
  blobs: Blobs;
  clock: Clock;
}): Uploads & { readonly copy: CopyBlob } {
  const { database, access, gate, blobs, clock } = needs;
  const db = tablesOf(database.db);

  const visible = async (principal: Principal, blobId: string): Promise<BlobRow> => {
    // The file itself, and what stands for it in workspaces to which its pages have moved.
    const rows = await db
      .selectFrom('blobs')
      .selectAll()
      .where((eb) =>
        eb.or([
          eb('id', '=', blobId),
          eb('id', 'in', eb.selectFrom('blob_copies').select('copy_id').where('blob_id', '=', blobId)),
        ]),
      )
      .orderBy(sql`id = ${blobId} desc`)
      .execute();
    for (const row of rows) {
      if (await access.can(principal, 'document.read', { type: 'workspace', id: row.workspace_id })) return row;
    }
    throw blobNotFound();
  };

  /** The row of a file whose bytes are on disk; the same content with the same name is the same file. */
  const keepRow = (file: {
    workspaceId: string;
    contentName: string;
    sizeBytes: number;
    fileName: string;
    mediaType: string;
    personId: string;
  }): Promise<BlobRow> => {
    const at = clock.now();
    return database.transaction(async (tx) => {
      const tables = tablesOf(tx);
      await lockContent(tables, file.workspaceId, file.contentName);
      const row = await tables
        .insertInto('blobs')
        .values({
          id: newId(),
          workspace_id: file.workspaceId,
          content_name: file.contentName,
          file_name: file.fileName,
          media_type: file.mediaType,
          size_bytes: file.sizeBytes,
          created_at: at,
          created_by: file.personId,
          idle_since: at,
        })
        .onConflict((conflict) =>
          conflict.columns(['workspace_id', 'content_name', 'file_name', 'media_type']).doUpdateSet({ idle_since: at }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      // A sweep may have removed the same, older bytes between the writing and the lock.
      await closeAtOnce(blobs.open(file.workspaceId, file.contentName));
      return row;
    });
  };

  return {
    async upload(principal, workspaceId, file) {
      await gate.workspace(principal, 'document.create', workspaceId);
      const { head, whole } = await peek(file.content);
      const mediaType = mediaTypeOf(head, file.mediaType);
      const isImage = mediaType.startsWith('image/');
      const stored = await blobs
        .put(workspaceId, whole, isImage ? IMAGE_LIMIT_BYTES : UPLOAD_LIMIT_BYTES)
        .catch((error: unknown) => {
          if (isAppError(error) && error.status === 413) throw isImage ? imageTooLarge() : fileTooLarge();
          throw error;
        });
      const kept = await keepRow({
        workspaceId,
        contentName: stored.name,
        sizeBytes: stored.sizeBytes,
        fileName: cleanName(file.name),
        mediaType,
        personId: principal.personId,
      });
      return toBlob(kept);
    },

    async copy(principal, file, workspaceId) {
      const stored = await blobs.put(
        workspaceId,
        await blobs.open(file.workspace_id, file.content_name),
        UPLOAD_LIMIT_BYTES,
      );
      const row = await keepRow({
        workspaceId,
        contentName: stored.name,
        sizeBytes: stored.sizeBytes,
        fileName: file.file_name,
        mediaType: file.media_type,
        personId: principal.personId,
      });
      return row.id;
    },

    async find(principal, blobId) {
      const row = await visible(principal, blobId);
      return { ...toBlob(row), workspaceId: row.workspace_id };
    },

    async open(principal, blobId) {
      const row = await visible(principal, blobId);
      return blobs.open(row.workspace_id, row.content_name);
    },

    async read(principal, blobId) {
      const row = await visible(principal, blobId);
      return blobs.read(row.workspace_id, row.content_name);
    },

    async sweepUnreferencedBlobs() {
      const before = new Date(clock.now().getTime() - GRACE_MS);
      const idle = (tables: Kysely<DocumentTables>) =>
        tables
          .selectFrom('blobs')
          .select(['id', 'workspace_id', 'content_name'])
          .where('idle_since', '<', before)
          .where((eb) =>
            eb.not(eb.exists(eb.selectFrom('document_blobs').select('blob_id').whereRef('blob_id', '=', 'blobs.id'))),
          );
      let removed = 0;
      for (const candidate of await idle(db).orderBy('idle_since').limit(SWEEP_SLICE).execute()) {
        const { id, workspace_id: workspaceId, content_name: contentName } = candidate;
        removed += await database.transaction(async (tx) => {
          const tables = tablesOf(tx);
          await lockContent(tables, workspaceId, contentName);
          // Against a page that takes it up at this moment; the reference waits for this row, or this for it.
          await tables.selectFrom('blobs').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
          if ((await idle(tables).where('id', '=', id).executeTakeFirst()) === undefined) return 0;
          await tables.deleteFrom('blobs').where('id', '=', id).execute();
          const sharer = await tables
            .selectFrom('blobs')
            .select('id')
            .where('workspace_id', '=', workspaceId)
            .where('content_name', '=', contentName)
            .executeTakeFirst();
          if (sharer === undefined) await blobs.remove(workspaceId, contentName);
          return 1;
        });
      }
      return removed;
    },
  };
}

const toBlob = (row: BlobRow): Blob => ({
  id: row.id,
  name: row.file_name,
  mediaType: row.media_type,
  sizeBytes: Number(row.size_bytes),
  url: `/api/v1/blobs/${row.id}`,
});

/** Keeps an upload and a sweep of the same bytes apart, to the end of the transaction. */
async function lockContent(tables: Kysely<DocumentTables>, workspaceId: string, contentName: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents.blob:${workspaceId}:${contentName}`}, 0))`.execute(
    tables,
  );
}

async function closeAtOnce(opening: Promise<Readable>): Promise<void> {
  const content = await opening.catch(() => {
    throw uploadLost();
  });
  content.on('error', () => undefined).destroy();
}

/** The last part of a path that people sent as a name, on one line and not too long. */
function cleanName(name: string): string {
  const last = name.toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}+/gu, ' ').trim();
  return [...plain].slice(0, 200).join('') || 'file';
}

/**
 * The first bytes of some content, and all of it, to be read once. A source whose
 * reading stops early is left as it is, for its owner to close or to drain.
 */
async function peek(content: Readable | Uint8Array): Promise<{ head: Uint8Array; whole: Readable | Uint8Array }> {
  if (content instanceof Uint8Array) return { head: content.subarray(0, SIGNATURE_BYTES), whole: content };
  const chunks = content.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const seen: Buffer[] = [];
  let bytes = 0;
  while (bytes < SIGNATURE_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    seen.push(next.value);
    bytes += next.value.length;
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      yield* seen;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(seen).subarray(0, SIGNATURE_BYTES), whole: Readable.from(all(), { objectMode: false }) };
}
