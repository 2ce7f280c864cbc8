import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobFiles } from '../blobs/blobs.ts';
import type { Clock } from '../clock.ts';
import type { SealedKey } from '../crypto/passphrase.ts';
import type { Database } from '../db/database.ts';
import { createArchive, type ArchiveWriter } from './archive-writer.ts';
import { cancelled } from './errors.ts';
import { FORMAT, HEAD_PATH, MANIFEST_PATH, SEAL_PATH, type BackupHead, type BackupManifest } from './manifest.ts';
import { dumpMoment } from './moment.ts';

/** A backup that was written. */
export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly files: number;
  readonly createdAt: string;
  readonly holdsKey: boolean;
  /** How long the embedded database made everybody wait; `null` for PostgreSQL. */
  readonly pauseMs: number | null;
}

export interface MakeNeeds {
  readonly database: Database;
  readonly blobs: BlobFiles;
  readonly version: string;
  readonly clock: Clock;
  /** Says which master key belongs to the data (`Vault.fingerprint`). */
  readonly keyFingerprint: string;
  readonly sealedKey: SealedKey | null;
  /** Where the backup is to be. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly progress: (share: number, what: string) => void;
}

/** The share of the work that reading the database is. */
const DATABASE_SHARE = 0.7;

/**
 * Writes a backup of everything as of one moment while people are at work: the
 * database, the files, and the master key when it is under a passphrase. The
 * file appears whole and on disk, or not at all.
 */
export async function makeBackup(needs: MakeNeeds): Promise<MadeBackup> {
  const { blobs, file, signal, progress } = needs;
  const createdAt = needs.clock.now().toISOString();
  const staging = join(dirname(file), `.${createHash('sha256').update(file).digest('hex').slice(0, 12)}.staging`);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  // Files that the database of this moment names must not go before they are copied.
  const release = blobs.keepAll();
  let archive: ArchiveWriter | undefined;
  try {
    const { dump, pauseMs } = await dumpMoment({
      database: needs.database,
      folder: staging,
      signal,
      progress: (share, table) => progress(share * DATABASE_SHARE, table),
    });
    const head: BackupHead = { product: 'materi', format: FORMAT, version: needs.version, createdAt };
    archive = await createArchive(file, Math.floor(Date.parse(createdAt) / 1000));
    await archive.add(HEAD_PATH, json(head));
    for (const path of dump.tables.flatMap(({ parts }) => parts)) {
      if (signal.aborted) throw cancelled();
      const onDisk = join(staging, path);
      await archive.addFile(path, onDisk, (await stat(onDisk)).size);
      await rm(onDisk);
    }
    const copied = await addBlobs(archive, needs);
    const manifest: BackupManifest = {
      ...head,
      database: dump,
      blobs: copied,
      masterKey: { fingerprint: needs.keyFingerprint, sealed: needs.sealedKey },
      entries: [...archive.entries],
    };
    const written = json(manifest);
    await archive.add(MANIFEST_PATH, written);
    await archive.add(SEAL_PATH, Buffer.from(`${createHash('sha256').update(written).digest('hex')}\n`));
    if (signal.aborted) throw cancelled();
    const { bytes } = await archive.finish();
    progress(1, '');
    const rows = dump.tables.reduce((sum, table) => sum + table.rows, 0);
    return { file, bytes, rows, files: copied.files, createdAt, holdsKey: needs.sealedKey !== null, pauseMs };
  } catch (error) {
    await archive?.abandon();
    throw error;
  } finally {
    release();
    await rm(staging, { recursive: true, force: true });
  }
}

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`, 'utf8');

async function addBlobs(
  archive: ArchiveWriter,
  { blobs, signal, progress }: MakeNeeds,
): Promise<{ files: number; bytes: number }> {
  const all: { path: string; onDisk: string; bytes: number }[] = [];
  for await (const blob of blobs.files()) all.push(blob);
  const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  for (const blob of all) {
    if (signal.aborted) throw cancelled();
    await archive.addFile(`blobs/${blob.path}`, blob.onDisk, blob.bytes);
    bytes += blob.bytes;
    progress(DATABASE_SHARE + ((1 - DATABASE_SHARE) * bytes) / Math.max(total, 1), 'files');
  }
  return { files: all.length, bytes };
}
