import { z } from 'zod';
import { sealedKey } from '../crypto/passphrase.ts';

/** Grows when an older program could no longer read what a newer one writes. */
export const FORMAT = 1;

/** The first entry of an archive. */
export const HEAD_PATH = 'materi-backup.json';
/** The last but one: what the archive holds, with the hash of every part. */
export const MANIFEST_PATH = 'manifest.json';
/** The last: the hash of the manifest, so that a change of it shows as well. */
export const SEAL_PATH = 'manifest.sha256';

export const backupHead = z.object({
  product: z.literal('materi'),
  format: z.number().int().positive(),
  version: z.string(),
  createdAt: z.iso.datetime(),
});
export type BackupHead = z.infer<typeof backupHead>;

const tableDump = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.number().int().nonnegative(),
  /** Paths of the parts, in order. Each is NDJSON under zstd: one row a line, an array with the text of each column. */
  parts: z.array(z.string()),
});
export type TableDump = z.infer<typeof tableDump>;

const sequenceDump = z.object({ name: z.string(), last: z.string().regex(/^-?\d+$/), called: z.boolean() });

/** What was read from the database. */
export const databaseDump = z.object({
  server: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  tables: z.array(tableDump),
  sequences: z.array(sequenceDump),
});
export type DatabaseDump = z.infer<typeof databaseDump>;

export const backupManifest = backupHead.extend({
  database: databaseDump,
  blobs: z.object({ files: z.number().int(), bytes: z.number().int() }),
  masterKey: z.object({
    /** Derived from the key and telling nothing about it: says which key belongs to this backup. */
    fingerprint: z.string(),
    /** The key itself under a passphrase, when there is one. */
    sealed: sealedKey.nullable(),
  }),
  entries: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
});
export type BackupManifest = z.infer<typeof backupManifest>;
