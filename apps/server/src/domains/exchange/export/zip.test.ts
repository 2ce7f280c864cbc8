import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readArchive } from '../import/archive.ts';
import { writeZip } from './zip.ts';

const text = (value: string) => new TextEncoder().encode(value);

test('what is written can be read again, compressed or not, in several chunks', async () => {
  const big = new Uint8Array(300_000).map((_, at) => at % 251);
  const modifiedAt = new Date('2026-01-02T03:04:05Z');
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeZip([
    { path: 'a ü.md', content: [text('# A'), text('\nb')], compress: true, modifiedAt },
    { path: 'assets/b.bin', content: [big.slice(0, 100_000), big.slice(100_000)], compress: false, modifiedAt },
    { path: 'empty.md', content: [], compress: true, modifiedAt },
  ])) {
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const read = unzipSync(bytes);
  expect(Buffer.from(read['a ü.md'] as Uint8Array).toString()).toBe('# A\nb');
  expect(Buffer.from(read['assets/b.bin'] as Uint8Array).equals(Buffer.from(big))).toBe(true);
  const files = await readArchive('x.zip', bytes);
  expect(files.map(({ path }) => path)).toEqual(['a ü.md', 'assets/b.bin', 'empty.md']);
  expect((await files[2]?.read())?.length).toBe(0);
});
