/**
 * What a write costs that is on disk before it is acknowledged: single inserts
 * and groups of 50 rows, on the embedded database, on the same without syncs
 * (the control: what the disk costs), and on PostgreSQL at DATABASE_URL.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../apps/server/src/kernel/db/database.ts';
import { openEmbedded } from '../../apps/server/src/kernel/db/embedded/open-embedded.ts';
import { openPostgres } from '../../apps/server/src/kernel/db/postgres.ts';
import { costOfWrites } from '../../apps/server/test/durability/write-cost.ts';

async function measure(name: string, open: () => Promise<Database>): Promise<string[]> {
  const start = performance.now();
  const database = await open();
  const opened = performance.now() - start;
  try {
    const { one, fifty } = await costOfWrites(database);
    const memory = process.memoryUsage.rss() / 1e6;
    const costs = [one.p50, one.p95, fifty.p50, fifty.p95].map((cost) => cost.toFixed(2));
    return [name, opened.toFixed(0), ...costs, memory.toFixed(0)];
  } finally {
    await database.close();
  }
}

const dataDir = await mkdtemp(join(tmpdir(), 'materi-bench-'));
const rows = [['database', 'open ms', 'insert p50', 'p95', '50 rows p50', 'p95', 'process MB']];
try {
  await (await openEmbedded({ dataDir })).close();
  rows.push(await measure('embedded', () => openEmbedded({ dataDir })));
  rows.push(await measure('embedded, no sync', () => openEmbedded({ dataDir, unsafe: { sync: false, prove: false } })));
  const url = process.env['DATABASE_URL'];
  if (url) rows.push(await measure('PostgreSQL', () => openPostgres(url)));
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}\n`);
