import { zipSync } from 'fflate';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { startTestServer } from '../support/server.ts';
import { createExchangeClient } from './exchange-client.ts';

export interface FilesFuzzResult {
  readonly [name: string]: number;
  /** How many files were sent. */
  readonly files: number;
  readonly imported: number;
  /** Refused with a clear answer. */
  readonly refused: number;
  /** Answers that are faults of ours: 500, a job that failed without a code, a page that cannot be read back. */
  readonly crashes: number;
}

const FRAGMENTS = [
  '# ',
  '## ',
  '- ',
  '1. ',
  '> ',
  '```',
  '~~~',
  '|',
  '| - | - |\n',
  '[',
  ']',
  '(',
  ')',
  '![',
  '[[',
  ']]',
  '*',
  '**',
  '_',
  '`',
  '~~',
  '<div>',
  '</div>',
  '<script>alert(1)</script>',
  '<!--',
  '-->',
  '<img src=x onerror=alert(1)>',
  '&amp;',
  '&#0;',
  '\\',
  '\n',
  '\n\n',
  '    ',
  '\t',
  '$',
  '$$',
  '[^1]',
  '[^1]: ',
  '---\n',
  '---\ntitle: x\n---\n',
  '- [ ] ',
  'https://example.org',
  'javascript:alert(1)',
  '\u0000',
  '\ud83d',
  '😀',
  'é',
  'مرحبا',
  '\u202e',
  '\ufeff',
  'word ',
  'a'.repeat(300),
  '../../x.md',
  'x.md#y',
  '{',
  '}',
  ':::',
];

function randomText(random: SeededRandom): Uint8Array {
  const length = random.below(120);
  let text = '';
  for (let at = 0; at < length; at += 1) text += random.pick(FRAGMENTS);
  const bytes = new TextEncoder().encode(text);
  // A third are no text at all, or text with a few wrong bytes.
  if (random.below(3) > 0) return bytes;
  const broken =
    random.below(2) === 0 ? bytes : Uint8Array.from({ length: random.below(2000) }, () => random.below(256));
  for (let count = random.below(5); count > 0 && broken.length > 0; count -= 1)
    broken[random.below(broken.length)] = random.below(256);
  return broken;
}

const NAMES = [
  'a.md',
  'b.md',
  'index.md',
  'x/y.md',
  'x/index.md',
  'ü ñ.md',
  '.md',
  'x.png',
  'materi.json',
  'deep/'.repeat(40) + 'z.md',
  'CON.md',
];

/**
 * Imports random files, folders and broken archives through the API of a real server
 * and reads every page that came of it back. Nothing may crash; whatever cannot be
 * imported gets a clear answer.
 */
export async function run({ files, seed }: { files: number; seed: number }): Promise<FilesFuzzResult> {
  const random = seededRandom(seed);
  const server = await startTestServer();
  const client = createExchangeClient(server);
  const result = { files: 0, imported: 0, refused: 0, crashes: 0 };
  try {
    while (result.files < files) {
      const folder: Record<string, Uint8Array> = {};
      const size = 1 + random.below(20);
      for (let at = 0; at < size; at += 1) folder[`${at}/${random.pick(NAMES)}`] = randomText(random);
      let sent: Record<string, Uint8Array> = folder;
      if (random.below(3) === 0) {
        const archive = zipSync(folder);
        for (let count = random.below(6); count > 0; count -= 1)
          archive[random.below(archive.length)] = random.below(256);
        sent = { 'a.zip': archive.slice(0, random.below(4) === 0 ? random.below(archive.length) : archive.length) };
      }
      result.files += size;
      const answer = await client.sendImport(sent);
      if (answer.status !== 202) {
        const { code } = (await answer.json()) as { code?: string };
        if (answer.status >= 500 || code === undefined) result.crashes += 1;
        else result.refused += 1;
        continue;
      }
      const job = await client.ended(((await answer.json()) as { id: string }).id);
      if (job.status === 'failed') {
        if (job.error?.code.startsWith('import.')) result.refused += 1;
        else result.crashes += 1;
        continue;
      }
      for (const { documentId, outcome } of client.report(job).files) {
        if (outcome === 'imported') result.imported += 1;
        if (documentId === null) continue;
        const read = await client.send(`/api/v1/documents/${documentId}/content?format=markdown`);
        if (!read.ok) result.crashes += 1;
        await read.arrayBuffer();
      }
    }
    if (!(await fetch(`${server.url}/health/ready`)).ok) result.crashes += 1;
  } finally {
    await server.stop();
  }
  return result;
}
