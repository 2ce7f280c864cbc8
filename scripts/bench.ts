/** `make bench`: lists the benchmarks; `make bench NAME=web` runs one. Each is `bench/<name>/run.ts`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rootOf } from './check/steps.ts';

const folder = join(rootOf(import.meta.url), 'bench');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'run.ts')))
  .map((entry) => entry.name);
const name = process.argv[2];

if (name === undefined) {
  const lines = readFileSync(join(folder, 'README.md'), 'utf8').split('\n');
  for (const each of names) {
    const line = lines.find((text) => text.startsWith(`| \`${each}\``)) ?? `| \`${each}\` | |`;
    process.stdout.write(
      `${line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim().replaceAll('`', ''))
        .join('\t')}\n`,
    );
  }
  process.stdout.write('\nRun one with `make bench NAME=…`.\n');
} else if (names.includes(name)) {
  process.env['MATERI_BENCH_DATA'] ??= join(folder, '..', '..', 'shared', 'data');
  await import(pathToFileURL(join(folder, name, 'run.ts')).href);
} else {
  process.stderr.write(`There is no benchmark named ${name}. There are: ${names.join(', ')}.\n`);
  process.exitCode = 2;
}
