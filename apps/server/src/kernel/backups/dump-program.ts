/**
 * Dumps a copy of an embedded database: a program of its own, because a second
 * engine takes memory that a process does not give back, and so that a fault in
 * it cannot touch the people who are at work.
 *
 * Arguments: the folder that holds `database/` · the folder for the parts.
 * Says progress and, at the end, what there is, as one JSON object a line.
 */
import { writeSync } from 'node:fs';
import { openEmbedded } from '../db/embedded/open-embedded.ts';
import { dumpDatabase } from './dump.ts';

const HOURS = 12 * 60 * 60_000;
const [dataDir, folder] = process.argv.slice(2) as [string, string];
const say = (message: object) => writeSync(1, `${JSON.stringify(message)}\n`);

try {
  const database = await openEmbedded({
    dataDir,
    idleTransactionMs: HOURS,
    transactionMs: HOURS,
    vacuumEveryMs: HOURS,
    // The copy is thrown away in the end.
    unsafe: { sync: false, prove: false },
  });
  let said = 0;
  const dump = await database.db.transaction().execute((tx) =>
    dumpDatabase(tx, folder, (share, table) => {
      const now = performance.now();
      if (now - said < 200) return;
      said = now;
      say({ share, table });
    }),
  );
  await database.close();
  say({ dump });
  process.exit(0);
} catch (error) {
  say({ fault: (error as Error).message, code: (error as NodeJS.ErrnoException).code });
  process.exit(1);
}
