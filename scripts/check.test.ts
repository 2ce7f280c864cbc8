import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sourceViolations } from './check/source-laws.ts';
import { rootOf, STEPS } from './check/steps.ts';

const root = rootOf(import.meta.url);
const step = (name: string) => {
  const found = STEPS.find((each) => each.name === name);
  if (!found) throw new Error(`no step named ${name}`);
  return found;
};

/** A tree of its own with the house's configuration, in which a breach can be planted. */
let tree: string;

function plant(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
}

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'materi-check-'));
  for (const name of ['.dependency-cruiser.mjs', '.oxlintrc.json', '.oxfmtrc.json', 'tsconfig.json', 'knip.json']) {
    cpSync(join(root, name), join(tree, name));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  plant({
    'package.json': JSON.stringify({
      name: 'seeded',
      private: true,
      type: 'module',
      workspaces: ['packages/*', 'apps/*'],
    }),
    '.gitignore': 'node_modules\n',
  });
  execFileSync('git', ['init', '-q'], { cwd: tree });
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const server = 'apps/server/src';
const domains = `${server}/domains`;
const names = (target: string) => ({ [target]: 'export const target = 1;\n' });

describe('the import law', () => {
  const breaches: [name: string, from: string, to: string, rule: string][] = [
    [
      'a domain imports a later one',
      `${domains}/identity/a.ts`,
      `${domains}/documents/index.ts`,
      'identity-imports-no-later-domain',
    ],
    [
      'a domain reaches behind the front door',
      `${domains}/documents/a.ts`,
      `${domains}/identity/schema.ts`,
      'domain-through-the-front-door',
    ],
    ['the kernel knows a domain', `${server}/kernel/a.ts`, `${domains}/identity/index.ts`, 'kernel-knows-no-domain'],
    [
      'the contract imports the editor',
      'packages/contract/src/a.ts',
      'packages/editor/src/b.ts',
      'contract-imports-nothing-of-ours',
    ],
    ['the editor imports the client', 'packages/editor/src/a.ts', 'packages/client/src/b.ts', 'editor-not-client'],
    ['the client imports the editor', 'packages/client/src/a.ts', 'packages/editor/src/b.ts', 'client-not-editor'],
    [
      'a package imports an app',
      'packages/editor/src/a.ts',
      `${server}/b.ts`,
      'editor-and-client-import-contract-only',
    ],
    ['the web app imports the server', 'apps/web/src/a.ts', `${server}/b.ts`, 'web-never-the-server'],
    ['the command imports the server', 'apps/cli/src/a.ts', `${server}/b.ts`, 'web-never-the-server'],
    ['the server imports the web app', `${server}/a.ts`, 'apps/web/src/b.ts', 'server-never-the-web'],
    [
      'compute imports a domain',
      `${domains}/compute/a.ts`,
      `${domains}/identity/index.ts`,
      'compute-imports-no-domain',
    ],
    [
      'a domain imports a listener',
      `${domains}/identity/a.ts`,
      `${domains}/search/index.ts`,
      'identity-imports-no-later-domain',
    ],
    ['a domain imports the composition', `${domains}/identity/a.ts`, `${server}/compose.ts`, 'domain-imports-no-root'],
    [
      'compose reaches behind a front door',
      `${server}/compose.ts`,
      `${domains}/identity/schema.ts`,
      'root-through-the-front-door',
    ],
  ];

  test.for(breaches)('fails when %s', async ([, from, to, rule]) => {
    const depth = from.split('/').length - 1;
    plant({
      ...names(to),
      [from]: `import { target } from '${'../'.repeat(depth)}${to}';\nexport const mine = target;\n`,
    });
    plant(names('apps/web/src/filler.ts'));
    plant(names('packages/contract/src/filler.ts'));
    const outcome = await step('import law').run(tree);
    expect(outcome.detail).toContain(rule);
    expect(outcome.ok).toBe(false);
  });

  test('fails when imports run in a circle', async () => {
    plant({
      ...names('packages/contract/src/filler.ts'),
      [`${server}/kernel/a.ts`]: `import { b } from './b.ts';\nexport const a = () => b;\n`,
      [`${server}/kernel/b.ts`]: `import { a } from './a.ts';\nexport const b = () => a;\n`,
    });
    const outcome = await step('import law').run(tree);
    expect(outcome).toMatchObject({ ok: false, detail: expect.stringContaining('no-cycle') });
  });

  test('fails when an import leads nowhere', async () => {
    plant({ ...names('packages/contract/src/filler.ts'), [`${server}/a.ts`]: `import './nowhere.ts';\n` });
    expect(await step('import law').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no-unresolvable'),
    });
  });

  test('fails when the checker saw no modules', async () => {
    mkdirSync(join(tree, 'apps'));
    mkdirSync(join(tree, 'packages'));
    expect(await step('import law').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no modules'),
    });
  });

  test('allows what the law allows', async () => {
    plant({
      ...names(`${domains}/identity/index.ts`),
      ...names('packages/contract/src/filler.ts'),
      [`${domains}/documents/service.ts`]: `import { target } from '../identity/index.ts';\nexport const mine = target;\n`,
    });
    expect(await step('import law').run(tree)).toEqual({ ok: true, detail: '' });
  });
});

describe('the source laws', () => {
  const file = (path: string, text: string) => ({ path, text });
  const laws = (...files: { path: string; text: string }[]) => sourceViolations(files).map(({ law }) => law);

  test('the environment is read in kernel/config alone', () => {
    const text = 'const port = process.env.PORT;\n';
    expect(laws(file(`${server}/main.ts`, text))).toEqual(['environment-is-read-once']);
    expect(laws(file(`${server}/kernel/config.ts`, text))).toEqual([]);
  });

  test('every export has a name', () => {
    expect(laws(file('packages/contract/src/index.ts', `export * from './a.ts';\n`))).toEqual(['exports-have-names']);
  });

  test('no folder is called by a word that says nothing', () => {
    expect(laws(file('apps/web/src/utils/date.ts', ''))).toEqual(['folders-say-what-is-inside']);
    expect(laws(file('apps/web/src/ui/helpers.ts', ''))).toEqual(['folders-say-what-is-inside']);
  });

  test('only compose constructs', () => {
    const text = `import { createIdentity } from '../identity/index.ts';\n`;
    expect(laws(file(`${domains}/documents/service.ts`, text))).toEqual(['only-compose-constructs']);
    expect(
      laws(file(`${server}/compose.ts`, `import { createIdentity } from './domains/identity/index.ts';\n`)),
    ).toEqual([]);
  });

  test('a table is named by its own domain alone', () => {
    const home = file(
      `${domains}/identity/migrations/0001-people.ts`,
      'export const sql = `create table people (id uuid)`;\n',
    );
    expect(laws(home, file(`${domains}/documents/list.ts`, `db.selectFrom('people').selectAll();\n`))).toEqual([
      'tables-stay-at-home',
    ]);
    expect(laws(home, file(`${domains}/documents/list.ts`, 'sql`select * from people`;\n'))).toEqual([
      'tables-stay-at-home',
    ]);
    expect(laws(home, file(`${domains}/identity/list.ts`, `db.selectFrom('people').selectAll();\n`))).toEqual([]);
  });

  test('fail when the checker saw no files', async () => {
    expect(await step('source laws').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no files'),
    });
  });
});

describe('the tools', () => {
  test('a wrong type fails', async () => {
    plant({ 'packages/contract/src/a.ts': `export const port: number = 'eighty';\n` });
    expect(await step('types: server, command and packages').run(tree)).toMatchObject({ ok: false });
  });

  test('a lint fault fails', async () => {
    plant({ 'packages/contract/src/a.ts': `export const read = (input: any) => input;\n` });
    expect(await step('lint').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no-explicit-any'),
    });
  });

  test('an unformatted file fails', async () => {
    plant({ 'packages/contract/src/a.ts': `export   const a = "b"\n` });
    expect(await step('format').run(tree)).toMatchObject({ ok: false });
  });

  test('unused code fails', async () => {
    plant({
      'apps/server/package.json': JSON.stringify({ name: 'server', type: 'module' }),
      'apps/server/src/main.ts': `import { used } from './parts.ts';\nused();\n`,
      'apps/server/src/parts.ts': `export const used = () => 1;\nexport const forgotten = () => 2;\n`,
    });
    expect(await step('unused code').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('forgotten'),
    });
  });

  test('a lock that lacks a package fails', async () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    const listed = execFileSync('git', ['ls-files', '*package.json'], { cwd: root, encoding: 'utf8' });
    for (const path of listed.trim().split('\n')) plant({ [path]: readFileSync(join(root, path), 'utf8') });
    delete lock.packages['node_modules/zod'];
    plant({ 'package-lock.json': JSON.stringify(lock) });
    expect(await step('npm ci accepts the lock').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('zod'),
    });
  });

  test('a lock without other platforms fails', async () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const owner = Object.values(lock.packages).find((entry) =>
      Object.values(entry.optionalDependencies ?? {}).some((range) => /^\d/.test(range)),
    );
    const [name] = Object.entries(owner?.optionalDependencies ?? {}).find(([, range]) => /^\d/.test(range)) as [
      string,
      string,
    ];
    for (const at of Object.keys(lock.packages)) if (at.endsWith(`node_modules/${name}`)) delete lock.packages[at];
    plant({
      'package-lock.json': JSON.stringify(lock),
      'scripts/complete-lock.ts': readFileSync(join(root, 'scripts/complete-lock.ts'), 'utf8'),
    });
    expect(await step('lock is complete').run(tree)).toMatchObject({
      ok: false,
      detail: expect.stringContaining(name),
    });
  });
});

describe('licences', () => {
  test('a package that would bind whoever passes Materi on is named; a choice and a tool are not', async () => {
    const packages = {
      'packages/own': {},
      'node_modules/good': { license: 'MIT' },
      'node_modules/chosen': { license: '(GPL-3.0-or-later OR Apache-2.0)' },
      'node_modules/tool': { license: 'GPL-3.0', dev: true },
      'node_modules/both': { license: 'MIT AND LGPL-2.1' },
      'node_modules/a/node_modules/bad': { license: 'AGPL-3.0' },
      'node_modules/silent': {},
    };
    plant({ 'package-lock.json': JSON.stringify({ packages }) });
    expect(await step('licences').run(tree)).toEqual({
      ok: false,
      detail: 'both: MIT AND LGPL-2.1\nbad: AGPL-3.0\nsilent: none named',
    });
    expect(await step('licences').run(root)).toEqual({ ok: true, detail: '' });
  });
});
