/**
 * `make demo`: a workspace with believable content on http://127.0.0.1:8080 and two
 * colleagues who write in it until Ctrl-C. The data stays in `data-demo/`;
 * `make demo FRESH=1` starts it anew. `MATERI_PORT` chooses another port.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rootOf } from './check/steps.ts';
import { writeAlong } from './demo/colleague.ts';
import { fill, pagesOf } from './demo/fill.ts';
import { meetPeople, PASSWORD, type DemoPerson } from './demo/people.ts';
import { startServer } from './demo/server.ts';

/** What the colleagues write, by the title of the page. */
const WORK = [
  {
    title: 'City birds',
    by: 1,
    sentences: [
      'The proofs from Brno are here. The swift is too dark on the uncoated paper, everything else is fine.',
      'I moved the index behind the maps: whoever hears a bird does not look for it at the end.',
      'Eleven people read the wren page aloud today. Nobody stumbled.',
    ],
  },
  {
    title: 'Song and noise',
    by: 2,
    sentences: [
      'The ring road again this morning, 5:10 to 5:40. Two tits, both above 3.5 kHz.',
      'Rain on Thursday, so that recording is out; it lifts everything by 2 dB.',
      'Six places are too few. There are four more yards that we may use in April.',
    ],
  },
] as const;

const root = rootOf(import.meta.url);
const dataDir = join(root, 'data-demo');
const stop = new AbortController();

async function main(): Promise<void> {
  if (process.env['FRESH'] === '1') rmSync(dataDir, { recursive: true, force: true });
  const server = await startServer(root, dataDir, Number(process.env['MATERI_PORT'] ?? 8080));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  try {
    const people = await meetPeople(server.url, server.setupToken);
    const owner = people[0] as DemoPerson;
    if (server.setupToken !== null) {
      process.stderr.write('Filling the workspace…\n');
      await fill(people, server.url);
    }
    process.stdout.write(
      `The demo is ready at ${server.url}\n  sign in as  ${owner.email}\n  password    ${PASSWORD}\n`,
    );
    process.stdout.write('Two colleagues write in “City birds” and “Song and noise”. Ctrl-C ends it.\n');
    const pages = await pagesOf(owner);
    await Promise.all(
      WORK.map(async ({ title, by, sentences }) => {
        const page = pages.find((one) => one.title === title);
        const colleague = people[by];
        if (page === undefined || colleague === undefined) return;
        await writeAlong(
          colleague,
          server.url,
          page.id,
          sentences,
          { lettersPerMinute: 220, restMs: 6000 },
          stop.signal,
        );
      }),
    );
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
