/**
 * Makes an empty database in the directory given as the argument. A program of
 * its own, because initialising takes three times the memory of running, which
 * a process does not give back.
 */
import { openBackend } from './backend.ts';
import { initDbParameters } from './recipe.ts';

const directory = process.argv[2]!;
const backend = await openBackend(directory, {
  // Whoever uses the result syncs it as a whole.
  durable: false,
  initDbStartParams: initDbParameters,
  die: (reason) => {
    process.stderr.write(`${reason}\n`);
    process.exit(1);
  },
});
const steps = [
  'create extension if not exists vector',
  'create extension if not exists pg_trgm',
  // Two thirds of the files are copies of the third, for databases that are never made here.
  'update pg_database set datistemplate = false',
  'drop database if exists template0',
  'drop database if exists template1',
  'vacuum (analyze)',
];
for (const step of steps) backend.perform(step);
const ready = backend.perform(`select count(*) from pg_extension where extname in ('vector', 'pg_trgm')`) === '2';
await backend.close();
if (!ready) process.stderr.write('its extensions could not be installed\n');
process.exit(ready ? 0 : 1);
