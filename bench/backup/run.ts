/**
 * What a backup costs the people who are at work, and how fast it is: a
 * workspace of 200 MB of updates on the
 * embedded database, and on PostgreSQL at DATABASE_URL (an empty one), with a
 * writer that commits all the time.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openBackup } from '../../apps/server/src/kernel/backups/archive-reader.ts';
import { makeBackup } from '../../apps/server/src/kernel/backups/make.ts';
import { restoreBackup } from '../../apps/server/src/kernel/backups/restore.ts';
import { createFileStore } from '../../apps/server/src/kernel/blobs/file-store.ts';
import { createVault } from '../../apps/server/src/kernel/crypto/vault.ts';
import type { Database } from '../../apps/server/src/kernel/db/database.ts';
import { openEmbedded } from '../../apps/server/src/kernel/db/embedded/open-embedded.ts';
import { migrate } from '../../apps/server/src/kernel/db/migrate.ts';
import { openPostgres } from '../../apps/server/src/kernel/db/postgres.ts';
import { newId } from '../../apps/server/src/kernel/ids.ts';
import { migrations } from '../../apps/server/src/migrations.ts';

const MEGABYTES = 200;
const ROW_BYTES = 2_000;
const masterKey = randomBytes(32);
const vault = createVault(masterKey);
const documentId = newId();
const personId = newId();
let seq = 0;

async function addRows(database: Database, count: number): Promise<void> {
  const rows = Array.from({ length: count }, () => {
    seq += 1;
    return sql`(${documentId}, ${seq}, ${randomBytes(ROW_BYTES)}, ${personId}, array[1]::bigint[], now())`;
  });
  await sql`insert into document_updates (document_id, seq, data, person_id, client_ids, created_at)
    values ${sql.join(rows)}`.execute(database.db);
}

const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!.toFixed(1);
const mb = (bytes: number) => bytes / 1e6;

async function measure(name: string, place: string, database: Database): Promise<string[]> {
  await migrate(database, migrations);
  const total = (MEGABYTES * 1e6) / ROW_BYTES;
  for (let done = 0; done < total; done += 500) await addRows(database, 500);
  const waits: number[] = [];
  let writing = true;
  const writer = (async () => {
    while (writing) {
      const began = performance.now();
      await addRows(database, 1);
      waits.push(performance.now() - began);
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const before = waits.splice(0);
  const file = join(place, 'backup.tar');
  const blobs = createFileStore({
    root: join(place, 'blobs'),
    keyOf: (workspaceId) => vault.workspaceKey(workspaceId, 'blobs'),
  });
  const began = performance.now();
  const made = await makeBackup({
    database,
    blobs,
    version: 'bench',
    clock: { now: () => new Date() },
    keyFingerprint: vault.fingerprint,
    sealedKey: null,
    file,
    signal: new AbortController().signal,
    progress: () => {},
  });
  const seconds = (performance.now() - began) / 1000;
  writing = false;
  await writer;
  const verifying = performance.now();
  await (await openBackup(file)).close();
  const verified = (performance.now() - verifying) / 1000;
  const restoring = performance.now();
  await restoreBackup({
    file,
    dataDir: join(place, 'restored'),
    blobsDir: join(place, 'restored', 'blobs'),
    databaseUrl: null,
    migrations,
    givenKey: { text: masterKey.toString('base64'), source: 'the bench', configured: false },
    passphrase: null,
    force: false,
    now: () => new Date(),
    progress: () => {},
  });
  const restored = (performance.now() - restoring) / 1000;
  return [
    name,
    MEGABYTES.toFixed(0),
    mb(made.bytes).toFixed(0),
    seconds.toFixed(1),
    (MEGABYTES / seconds).toFixed(0),
    made.pauseMs === null ? '–' : made.pauseMs.toFixed(0),
    `${at(before, 0.95)} / ${at(before, 1)}`,
    `${at(waits, 0.95)} / ${at(waits, 1)}`,
    verified.toFixed(1),
    restored.toFixed(1),
  ];
}

const place = await mkdtemp(join(tmpdir(), 'materi-bench-'));
const rows = [
  [
    'database',
    'data MB',
    'file MB',
    'seconds',
    'MB/s',
    'pause ms',
    'write p95/max before',
    'write p95/max during',
    'verify s',
    'restore s',
  ],
];
try {
  const embedded = await openEmbedded({ dataDir: join(place, 'data') });
  try {
    rows.push(await measure('embedded', join(place, 'data'), embedded));
  } finally {
    await embedded.close();
  }
  const url = process.env['DATABASE_URL'];
  if (url) {
    const postgres = await openPostgres(url);
    try {
      rows.push(await measure('PostgreSQL', join(place, 'postgres'), postgres));
    } finally {
      await postgres.close();
    }
  }
} finally {
  await rm(place, { recursive: true, force: true });
}
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}\n`);
