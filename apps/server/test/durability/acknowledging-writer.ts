/**
 * A program that writes to an embedded database until it dies, and says on
 * stdout which writes were acknowledged: `ready`, then one number a line. Each
 * is said after its commit came back, so that what was said must be found again.
 *
 * Arguments: data directory · "synced" or "stock" · the empty database · seed
 */
import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { openEmbedded } from '../../src/kernel/db/embedded/open-embedded.ts';
import { createRandom } from './random.ts';

const [dataDir, mode, emptyDatabase, seed] = process.argv.slice(2) as [string, string, string, string];
const random = createRandom(Number(seed));
// Synchronous, so that nothing said is lost with the process.
const say = (text: string) => writeSync(1, `${text}\n`);

const database = await openEmbedded({
  dataDir,
  emptyDatabase,
  ...(mode === 'stock' ? { unsafe: { sync: false, prove: false } } : {}),
});
await sql`
  create table if not exists acknowledged (
    id integer primary key,
    filler text not null
  )`.execute(database.db);
const { rows } = await sql<{ next: number }>`select coalesce(max(id), 0) + 1 as next from acknowledged`.execute(
  database.db,
);
let next = rows[0]!.next;
say('ready');

async function write() {
  for (;;) {
    const id = next;
    next += 1;
    // Single writes and groups, small and large, some of them rolled back.
    const filler = 'x'.repeat(Math.floor(10 ** (random() * 4)));
    const kept = await database
      .transaction(async (tx) => {
        await sql`insert into acknowledged values (${id}, ${filler})`.execute(tx);
        if (random() < 0.2) await sql`update acknowledged set filler = filler || 'y' where id = ${id - 1}`.execute(tx);
        if (random() < 0.1) throw new Error('rolled back on purpose');
      })
      .then(
        () => true,
        (error: Error) => {
          if (error.message !== 'rolled back on purpose') throw error;
          return false;
        },
      );
    if (kept) say(String(id));
    if (random() < 0.01) await sql`checkpoint`.execute(database.db);
  }
}
await Promise.all([write(), write(), write()]);
