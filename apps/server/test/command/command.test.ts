import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MATERI, materi, serve, type Serving } from './command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'materi-command-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const oneLine = (text: string) => text.trim().split('\n').length === 1;

interface PageAt {
  readonly id: string;
  readonly title: string;
  readonly parentId: string | null;
}

/** The pages of this title in the first workspace that the key opens. */
async function pagesNamed(url: string, key: string, title: string): Promise<PageAt[]> {
  const ask = async (path: string) =>
    (await (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()) as unknown;
  const { items: workspaces } = (await ask('/workspaces')) as { items: { id: string }[] };
  const { items } = (await ask(`/workspaces/${workspaces[0]?.id}/tree`)) as { items: PageAt[] };
  return items.filter((page) => page.title === title);
}

test.each([
  [['serve', '--bogus'], 2, '--bogus'],
  [['serve', '--port'], 2, '--port'],
  [['serve', 'extra'], 2, 'extra'],
  [['serve', '--role', 'relay'], 2, 'relay'],
  [['serve', '--role', 'king'], 2, 'There is no role king'],
  [['backup'], 2, '--out is missing'],
  [['restore'], 2, 'restore FILE'],
  [['restore', 'a', '--passphrase-stdin', '--master-key', 'b'], 2, 'not both'],
  [['restore', 'none.tar'], 1, 'none.tar cannot be read'],
  [['reset-password'], 2, '--email is missing'],
  [['setup', '--email', 'a@b.org'], 2, '--name is missing'],
  [['key'], 2, 'materi key create'],
  [['import', '--workspace', 'W'], 2, 'PATH'],
  [['export', '--workspace', 'W'], 2, '--out is missing'],
  [['serve', '--port', '70000'], 2, '--port is "70000"; it must be at most 65535'],
])('materi %j ends with one clear line', async (args, code, said) => {
  const ended = await materi(args);
  expect(ended.code).toBe(code);
  expect(ended.err).toContain(said);
  expect(oneLine(ended.err), ended.err).toBe(true);
  expect(ended.out).toBe('');
});

test('an unknown environment variable is refused with the nearest name', async () => {
  const ended = await materi(['serve', '--data', join(folder, 'none')], { env: { MATERI_PROT: '80' } });
  expect(ended).toMatchObject({
    code: 1,
    err: 'materi: Unknown environment variable MATERI_PROT. Did you mean MATERI_PORT?\n',
  });
});

test('before the installation the command says what to run', async () => {
  const alone = join(folder, 'materi');
  await copyFile(MATERI, alone);
  const ended = await materi(['serve'], { command: alone });
  expect(ended.code).toBe(1);
  expect(ended.err).toContain('make -C');
});

test('every command in the overview helps, and the version is one line', async () => {
  const overview = await materi(['--help']);
  expect(overview.code).toBe(0);
  const commands = [...overview.out.matchAll(/^ {2}(\w+(?: \w+)?) {2,}/gm)].map((match) => match[1]!);
  expect(commands).toContain('serve');
  for (const command of commands) {
    const help = await materi([...command.split(' '), '--help']);
    expect(help, command).toMatchObject({ code: 0, err: '' });
    expect(help.out, command).toContain(`Usage: materi ${command}`);
  }
  expect((await materi(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('with an embedded database', () => {
  const password = 'correct horse battery staple';
  let data: string;
  let server: Serving;
  beforeAll(async () => {
    data = join(folder, 'data');
    server = await serve(['--data', data, '--port', '0']);
  });
  afterAll(() => server.kill('SIGKILL'));

  test('serve says one line on stdout when it is ready, and shows the set-up address on stderr', async () => {
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(server.out()).toBe(`Materi is ready at ${server.url}\n`);
    expect(server.err()).toContain(`${server.url}/setup?token=`);
    expect(server.err()).not.toMatch(/Warning/);
  });

  test('a second process on the same data is told who holds it', async () => {
    const second = await materi(['serve', '--data', data, '--port', '0']);
    expect(second.code).toBe(1);
    expect(second.err).toContain(server.url);
    expect(second.err).toMatch(/in use by process \d+/);
    expect(oneLine(second.err), second.err).toBe(true);
  });

  test('a port in use is one clear line', async () => {
    const { port } = new URL(server.url);
    const second = await materi(['serve', '--data', join(folder, 'other'), '--port', port]);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toBe(
      `materi: Port ${port} is in use by another program. Stop that one, or choose another port with --port (0 takes a free one).\n`,
    );
  });

  test('importing into data that a server holds asks for a key', async () => {
    const ended = await materi(['import', new URL(import.meta.url).pathname, '--workspace', 'W', '--data', data]);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('MATERI_KEY');
  });

  test('SIGTERM drains and exits 0, also with an open stream', async () => {
    const token = /token=(\S+)/.exec(server.err())![1]!;
    const owner = { token, email: 'ada@example.org', name: 'Ada', workspace: 'Library', password };
    const made = await fetch(`${server.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(owner),
    });
    const { accessToken } = (await made.json()) as { accessToken: string };
    const stream = await fetch(`${server.url}/api/v1/stream`, { headers: { authorization: `Bearer ${accessToken}` } });
    const reader = stream.body!.getReader();
    await reader.read();
    server.kill('SIGTERM');
    expect((await server.finished).code).toBe(0);
    expect((await reader.read()).done).toBe(true);
    expect(server.err()).not.toContain(accessToken);
  });

  test('set-up is refused when there is an owner', async () => {
    const args = ['setup', '--email', 'b@b.org', '--name', 'B', '--workspace', 'W', '--password-stdin', '--data', data];
    const ended = await materi(args, { input: `${password}\n` });
    expect(ended.code).toBe(1);
    expect(ended.err).toContain('already has an owner');
  });

  test('a folder is imported, verified and exported on stopped data', async () => {
    const source = join(folder, 'notes');
    await mkdir(join(source, 'sub'), { recursive: true });
    await writeFile(join(source, 'index.md'), '# Start\n\nSee [the other](sub/other.md).\n');
    await writeFile(join(source, 'sub', 'other.md'), '# Other\n\nWords.\n');
    const imported = await materi(['import', source, '--workspace', 'Library', '--data', data, '--json']);
    expect(imported, imported.err).toMatchObject({ code: 0 });
    expect(JSON.parse(imported.out)).toMatchObject({ links: { resolved: 1, unresolved: 0 } });

    const verified = await materi(['verify', '--data', data, '--json']);
    expect(verified).toMatchObject({ code: 0 });
    expect(JSON.parse(verified.out)).toMatchObject({ faults: [] });

    const out = join(folder, 'out');
    const exported = await materi(['export', '--workspace', 'Library', '--out', out, '--data', data]);
    expect(exported, exported.err).toMatchObject({ code: 0 });
    expect(await readFile(join(out, 'materi.json'), 'utf8')).toContain('{');
    const again = await materi(['export', '--workspace', 'Library', '--out', out, '--data', data]);
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toContain('exists already');
    for (const format of ['docx', 'html']) {
      const folderOf = join(folder, `out-${format}`);
      const given = ['--workspace', 'Library', '--format', format, '--out', folderOf, '--data', data];
      const other = await materi(['export', ...given]);
      expect(other, other.err).toMatchObject({ code: 0 });
      const names = await readdir(folderOf, { recursive: true });
      expect(names.filter((name) => name.endsWith(`.${format}`)).length, names.join()).toBeGreaterThanOrEqual(2);
    }

    const missing = await materi(['import', source, '--workspace', 'Nowhere', '--data', data]);
    expect(missing.err).toContain('There is no workspace Nowhere. There are: Library.');
  });

  test('a key works on a running server, for import and export as well', async () => {
    const key = await materi(['key', 'create', '--email', 'ada@example.org', '--name', 'command', '--data', data]);
    expect(key.out).toMatch(/^mk_\S+\n$/);
    const running = await serve(['--data', data, '--port', '0']);
    try {
      const env = { MATERI_KEY: key.out.trim() };
      const page = join(folder, 'Remote.md');
      await writeFile(page, '# Remote\n\nSent through the server.\n');
      const imported = await materi(['import', page, '--workspace', 'Library', '--url', running.url], { env });
      expect(imported, imported.err).toMatchObject({ code: 0 });
      const [parent] = await pagesNamed(running.url, key.out.trim(), 'Remote');
      const child = join(folder, 'Below.md');
      await writeFile(child, '# Below\n\nUnder the other.\n');
      const below = await materi(
        ['import', child, '--workspace', 'Library', '--into', parent?.id ?? '', '--url', running.url],
        { env },
      );
      expect(below, below.err).toMatchObject({ code: 0 });
      expect(await pagesNamed(running.url, key.out.trim(), 'Below')).toMatchObject([{ parentId: parent?.id }]);
      const out = join(folder, 'remote.zip');
      const exported = await materi(['export', '--workspace', 'Library', '--out', out, '--data', data], { env });
      expect(exported, exported.err).toMatchObject({ code: 0 });
      expect((await readFile(out)).subarray(0, 2).toString()).toBe('PK');
      const wrong = await materi(['import', page, '--workspace', 'Library', '--url', running.url], {
        env: { MATERI_KEY: 'mk_wrong' },
      });
      expect(wrong.code).toBe(1);
      expect(wrong.err).toContain('401');
    } finally {
      running.kill('SIGTERM');
      expect((await running.finished).code).toBe(0);
    }
  });
});
