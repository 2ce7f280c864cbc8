import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeConfig, loadConfig } from './config.ts';

const emptyFolder = () => mkdtemp(join(tmpdir(), 'materi-config-'));

test('flags win over the environment, the environment over the file, the file over the defaults', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'materi.config.yaml'), 'host: 0.0.0.0\nport: 1111\nlogLevel: debug\n');
  const config = await loadConfig({
    cwd,
    env: { MATERI_PORT: '2222', MATERI_LOG_LEVEL: 'warn' },
    flags: { logLevel: 'error' },
  });
  expect(config).toMatchObject({ host: '0.0.0.0', port: 2222, logLevel: 'error', rateLimit: 30_000 });
  expect(config.sources).toMatchObject({ host: 'file', port: 'environment', logLevel: 'flag', rateLimit: 'default' });
  expect(config.dataDir).toBe(join(cwd, 'data'));
  expect(Object.isFrozen(config)).toBe(true);
});

test('any name may be given as a file', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'secret'), 'postgres://u:p@db/materi\n');
  expect(await loadConfig({ cwd, env: { DATABASE_URL_FILE: join(cwd, 'secret') } })).toMatchObject({
    databaseUrl: 'postgres://u:p@db/materi',
  });
  const both = { MATERI_KEY: 'a', MATERI_KEY_FILE: join(cwd, 'secret') };
  await expect(loadConfig({ cwd, env: both })).rejects.toThrow('Both MATERI_KEY and MATERI_KEY_FILE are set');
  await expect(loadConfig({ cwd, env: { MATERI_KEY_FILE: join(cwd, 'none') } })).rejects.toThrow(
    'cannot be read (ENOENT)',
  );
});

test.each([
  [{ MATERI_PROT: '1' }, 'Unknown environment variable MATERI_PROT. Did you mean MATERI_PORT?'],
  [{ MATERI_DATADIR: 'x' }, 'Did you mean MATERI_DATA_DIR?'],
  [{ MATERI_PORT: '99999' }, 'MATERI_PORT is "99999"; it must be at most 65535.'],
  [{ MATERI_PORT: 'http' }, 'MATERI_PORT is "http"; it must be a whole number.'],
  [
    { MATERI_PUBLIC_URL: 'notes.example.org' },
    'MATERI_PUBLIC_URL is "notes.example.org"; it must be an http or https address',
  ],
  [{ MATERI_LOG_LEVEL: 'loud' }, 'MATERI_LOG_LEVEL is "loud"; it must be one of'],
  [{ DATABASE_URL: 'mysql://u:secret@db' }, 'DATABASE_URL must start with postgres://'],
])('%o is refused with a sentence that says what to do', async (env, message) => {
  const error = await loadConfig({ cwd: await emptyFolder(), env }).catch((thrown: Error) => thrown);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('secret');
});

test('an unknown key of the file is refused with the nearest name', async () => {
  const cwd = await emptyFolder();
  await writeFile(join(cwd, 'materi.config.yaml'), 'prot: 80\n');
  await expect(loadConfig({ cwd, env: {} })).rejects.toThrow('Did you mean port?');
});

test('what Kubernetes adds for services is ignored with a warning', async () => {
  const env = {
    MATERI_API_SERVICE_HOST: '10.0.0.1',
    MATERI_API_SERVICE_PORT_HTTP: '80',
    MATERI_API_PORT: 'tcp://10.0.0.1:80',
    MATERI_API_PORT_80_TCP_ADDR: '10.0.0.1',
    // A service that is called `materi` takes a name of ours.
    MATERI_SERVICE_HOST: '10.0.0.2',
    MATERI_PORT: 'tcp://10.0.0.2:8080',
  };
  const config = await loadConfig({ cwd: await emptyFolder(), env });
  expect(config.warnings).toHaveLength(6);
  expect(config).toMatchObject({ port: 8080, sources: { port: 'default' } });
});

test('secrets are masked when the configuration is shown', async () => {
  const config = await loadConfig({ cwd: await emptyFolder(), env: { DATABASE_URL: 'postgres://u:verysecret@db/m' } });
  const lines = describeConfig(config);
  expect(JSON.stringify(lines)).not.toContain('verysecret');
  expect(lines.find(({ name }) => name === 'databaseUrl')).toMatchObject({ value: '[hidden]', source: 'environment' });
});
