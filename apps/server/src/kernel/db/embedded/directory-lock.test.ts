import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './directory-lock.ts';

let directory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'materi-lock-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Another process that takes the directory and keeps it. */
async function holder(): Promise<ChildProcess> {
  const lock = new URL('./directory-lock.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const { lockDirectory } = await import(${JSON.stringify(lock)});
       const lock = await lockDirectory(${JSON.stringify(directory)});
       await lock.announce('http://127.0.0.1:8080');
       console.log('held');
       setInterval(() => {}, 1_000);`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.push(child);
  let stderr = '';
  child.stderr!.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const [said] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [Buffer | number];
  expect(`${said}${stderr}`).toBe('held\n');
  return child;
}

test('a second process hears who has the directory', async () => {
  const child = await holder();
  await expect(lockDirectory(directory)).rejects.toMatchObject({
    code: 'data.in_use',
    message: expect.stringMatching(
      new RegExp(`in use by process ${child.pid} on ${hostname()} \\(http://127\\.0\\.0\\.1:8080\\) since \\d{4}-`),
    ),
  });
});

test('the directory is free the moment its holder is killed', async () => {
  const child = await holder();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await lockDirectory(directory, 'http://127.0.0.1:9090');
  expect(JSON.parse(await readFile(join(directory, 'holder.json'), 'utf8'))).toMatchObject({
    pid: process.pid,
    address: 'http://127.0.0.1:9090',
  });
  await lock.release();
});

test('the same process cannot take it twice, and can again after giving it back', async () => {
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'data.in_use' });
  await lock.release();
  const again = await lockDirectory(directory);
  await again.release();
});

test('a directory that cannot be made or written is refused with a sentence that says what to do', async () => {
  await writeFile(join(directory, 'file'), '');
  await expect(lockDirectory(join(directory, 'file', 'data'))).rejects.toMatchObject({
    code: 'data.not_writable',
    message: expect.stringContaining('--data'),
  });
});

test.skipIf(process.platform !== 'linux')(
  'a place where nothing can ever be made is refused and not tried for ever',
  async () => {
    await expect(lockDirectory('/proc/materi/data')).rejects.toMatchObject({ code: 'data.not_writable' });
    await expect(lockDirectory(join(directory, 'x'.repeat(300)))).rejects.toMatchObject({ code: 'data.not_writable' });
  },
);

test('a directory deep below one that is there is made, readable by its owner only', async () => {
  const deep = join(directory, 'a', 'b', 'c');
  const lock = await lockDirectory(deep);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
  await lock.release();
});
