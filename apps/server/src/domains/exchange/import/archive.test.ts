import { zipSync } from 'fflate';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAppError } from '../../../kernel/errors.ts';
import { readArchive } from './archive.ts';

const text = (value: string) => new TextEncoder().encode(value);
const code = async (bytes: Uint8Array, limits?: { files: number; unpackedBytes: number }) => {
  const outcome = await readArchive('a.zip', bytes, limits).catch((error: unknown) => error);
  return isAppError(outcome) ? outcome.code : outcome;
};

test('an archive lists its files and unpacks each on demand', async () => {
  const files = await readArchive(
    'a.zip',
    zipSync({ 'a.md': text('# A'), 'b/': new Uint8Array(), 'b/c ü.md': text('c') }),
  );
  expect(files.map(({ path }) => path)).toEqual(['a.md', 'b/c ü.md']);
  expect(Buffer.from((await files[0]?.read()) as Uint8Array).toString()).toBe('# A');
});

test.for(['../evil.md', 'a/../../evil.md', '/etc/evil.md', '..\\evil.md', 'C:/evil.md'])(
  'an archive with the path %s is refused whole',
  async (path) => {
    expect(await code(zipSync({ 'good.md': text('x'), [path]: text('evil') }))).toBe('import.unsafe_path');
  },
);

test('an archive that would unpack to more than the limit is refused before anything is unpacked', async () => {
  const bomb = zipSync({ 'zeros.md': new Uint8Array(20 * 1024 * 1024) }, { level: 9 });
  expect(bomb.length).toBeLessThan(100_000);
  expect(await code(bomb, { files: 10, unpackedBytes: 1024 * 1024 })).toBe('import.too_large');
});

test('a file that claims to be smaller than it is gives an error and not its content', async () => {
  const bytes = zipSync({ 'a.md': new Uint8Array(100_000) }, { level: 9 });
  const claim = 10;
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) === 100_000) {
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, claim, true);
    }
  }
  const [file] = await readArchive('a.zip', bytes);
  expect(file?.sizeBytes).toBe(claim);
  await expect(file?.read()).rejects.toMatchObject({ code: 'import.unreadable_entry' });
});

test('too many files are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.md`, text('x')]));
  expect(await code(zipSync(many), { files: 10, unpackedBytes: 1e9 })).toBe('import.too_many_files');
});

test('whatever the bytes are, the answer is a list or a clear error', async () => {
  const whole = zipSync({ 'a.md': text('# A'), 'b.md': text('b'.repeat(500)) });
  const mutated = fc
    .tuple(fc.nat(whole.length), fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }))
    .map(([length, changes]) => {
      const bytes = whole.slice(0, length);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated), async (bytes) => {
      try {
        for (const file of await readArchive('a.zip', bytes)) await file.read();
      } catch (error) {
        expect(isAppError(error) ? error.code : error).toMatch(/^import\./);
      }
    }),
    { numRuns: 300 },
  );
});
