import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluationData } from '../support/evaluation-data.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createExchangeClient, type ExchangeClient, type Page } from './exchange-client.ts';

const text = (value: string) => new TextEncoder().encode(value);
// The smallest PNG: one transparent pixel.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** The archive, with every size in it that equals `from` raised to `to`. */
function claiming(archive: Uint8Array, from: number, to: number): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  for (let at = 0; at + 4 <= archive.length; at += 1)
    if (view.getUint32(at, true) === from) view.setUint32(at, to, true);
  return archive;
}

let server: TestServer;
let client: ExchangeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = createExchangeClient(server);
});
afterAll(() => server.stop());

/** The tree with titles instead of ids, and the text of each page with the ids in it replaced by titles. */
async function portrait(workspaceId: string) {
  const pages = await client.tree(workspaceId);
  const byId = new Map(pages.map((page) => [page.id, page]));
  const pathOf = (page: Page): string => {
    const parent = page.parentId === null ? undefined : byId.get(page.parentId);
    return parent === undefined ? page.title : `${pathOf(parent)} / ${page.title}`;
  };
  const rows: [path: string, icon: string | null, content: string][] = [];
  for (const page of pages) {
    const content = (await client.content(page.id)).replaceAll(/\/d\/([0-9a-f-]{36})/g, (_whole, id: string) => {
      const target = byId.get(id);
      return target === undefined ? '/d/elsewhere' : `<${pathOf(target)}>`;
    });
    rows.push([pathOf(page), page.icon, content.replaceAll(/\/api\/v1\/blobs\/[0-9a-f-]{36}/g, 'BLOB')]);
  }
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe('a folder of Markdown', () => {
  const folder = {
    'index.md':
      '# Welcome\n\nSee [the guide](Guides/First%20steps.md#begin) and [[no wiki]].\n\n![A pixel](pics/pixel.png)\n',
    'Guides/index.md': '---\ntitle: All guides\ntags: [a, b]\n---\n\nBack to [home](../index.md).\n',
    'Guides/First steps.md':
      '# First steps\n\n## Begin\n\nInline $x^2$, and a block:\n\n$$\ny = 1\n$$\n\nA note[^1].\n\n[^1]: Said here.\n',
    'Guides/Deep/notes.md':
      '- [ ] open\n- [x] done\n\n| a | b |\n| - | :-: |\n| 1 | 2 |\n\n<p align="center"><img src="../../pics/pixel.png"></p>\n\n[broken](nowhere.md)\n',
    'pics/pixel.png': PIXEL,
    'pics/unused.png': PIXEL,
  };

  test('becomes pages that nest as the folder does, with links between them and pictures', async () => {
    const workspaceId = await client.newWorkspace('Folder');
    const job = await client.importFiles(folder, workspaceId);
    expect(job).toMatchObject({ status: 'done', progress: 1 });
    const report = client.report(job);
    expect(report).toMatchObject({ documents: 5, blobs: 1, links: { resolved: 4, unresolved: 1 } });
    expect(report.files.find(({ path }) => path === 'Guides/Deep/notes.md')?.notes[0]).toContain('nowhere.md');
    expect(report.files.find(({ path }) => path === 'pics/unused.png')).toMatchObject({ outcome: 'skipped' });

    const pages = await portrait(workspaceId);
    expect(pages.map(([path]) => path)).toEqual([
      'All guides',
      'All guides / Deep',
      'All guides / Deep / notes',
      'All guides / First steps',
      'Welcome',
    ]);
    const contentOf = (path: string) => pages.find(([each]) => each === path)?.[2];
    expect(contentOf('Welcome')).toContain('[the guide](<All guides / First steps>#begin)');
    expect(contentOf('Welcome')).toContain('![A pixel](BLOB)');
    expect(contentOf('Welcome')).not.toContain('# Welcome');
    expect(contentOf('All guides')).toContain('[home](<Welcome>)');
    expect(contentOf('All guides / Deep / notes')).toContain('<img src="BLOB"');
    expect(contentOf('All guides / First steps')).toContain('$x^2$');
  });

  test('comes out as a folder that becomes the same pages again', async () => {
    const first = await client.newWorkspace('First');
    await client.importFiles(folder, first);
    const root = (await client.tree(first)).find(({ title }) => title === 'Welcome') as Page;
    await client.send(`/api/v1/documents/${root.id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ icon: '🏠' }),
    });
    const archive = await client.exportArchive(`/api/v1/workspaces/${first}/exports`);
    expect(Object.keys(unzipSync(archive)).toSorted()).toEqual([
      'All guides.md',
      'All guides/Deep.md',
      'All guides/Deep/notes.md',
      'All guides/First steps.md',
      'Welcome.md',
      'assets/pixel.png',
      'materi.json',
    ]);
    const second = await client.newWorkspace('Second');
    const again = await client.importFiles({ 'export.zip': archive }, second);
    expect(client.report(again).links.unresolved).toBe(1);
    expect(await portrait(second)).toEqual(await portrait(first));
  });

  test('goes below a page when it is told to', async () => {
    const parent = await client.post<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
      title: 'Shelf',
    });
    const form = new FormData();
    form.append('files', new Blob(['# Book\n']), 'book.md');
    const answer = await client.send(`/api/v1/workspaces/${server.owner.workspaceId}/imports?into=${parent.id}`, {
      method: 'POST',
      body: form,
    });
    await client.ended(((await answer.json()) as { id: string }).id);
    expect((await client.tree()).find(({ title }) => title === 'Book')?.parentId).toBe(parent.id);
  });
});

describe('what cannot be imported', () => {
  test('one broken file stops nothing, and those below it stay', async () => {
    const workspaceId = await client.newWorkspace('Broken');
    const job = await client.importFiles(
      { 'good.md': '# Good\n', 'bad.md': Uint8Array.of(0x23, 0x20, 0xff, 0xfe, 0xfd), 'bad/child.md': '# Child\n' },
      workspaceId,
    );
    expect(job.status).toBe('done');
    const bad = client.report(job).files.find(({ path }) => path === 'bad.md');
    expect(bad).toMatchObject({ outcome: 'failed', documentId: null });
    expect(bad?.notes[0]).toContain('UTF-8');
    expect((await client.tree(workspaceId)).map(({ title }) => title).toSorted()).toEqual(['Child', 'Good']);
  });

  test('an archive that leads out of its folder fails with a sentence and leaves nothing', async () => {
    const workspaceId = await client.newWorkspace('Escape');
    const job = await client.importFiles(
      { 'x.zip': zipSync({ 'ok.md': text('# Ok'), '../evil.md': text('# Evil') }) },
      workspaceId,
    );
    expect(job).toMatchObject({ status: 'failed', error: { code: 'import.unsafe_path' } });
    expect(await client.tree(workspaceId)).toEqual([]);
  });

  test('a file name that leads out of the folder is refused at once', async () => {
    const answer = await client.sendImport({ '../evil.md': '# Evil' });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'import.unsafe_path' });
  });

  test('an archive that unpacks to far too much fails before it is unpacked', async () => {
    const workspaceId = await client.newWorkspace('Bomb');
    const job = await client.importFiles(
      { 'bomb.zip': claiming(zipSync({ 'a.md': new Uint8Array(5000) }), 5000, 2 ** 31) },
      workspaceId,
    );
    expect(job).toMatchObject({ status: 'failed', error: { code: 'import.too_large' } });
    expect(await client.tree(workspaceId)).toEqual([]);
  });

  test('a request without files and one without Markdown say what to do', async () => {
    expect(await (await client.sendImport({})).json()).toMatchObject({ status: 400 });
    const job = await client.importFiles({ 'a.exe': 'MZ' });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'import.nothing_found' } });
  });

  test('an import into a workspace of others is refused as if it were not there', async () => {
    const answer = await client.sendImport({ 'a.md': '# A' }, '01890000-0000-7000-8000-000000000000');
    expect(answer.status).toBe(404);
  });
});

describe.skipIf(evaluationData('markdown-docs') === null)('a real documentation folder', () => {
  const docs = join(evaluationData('markdown-docs') ?? '', 'fastify');
  const files = existsSync(docs)
    ? Object.fromEntries(
        readdirSync(docs, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((path) => [relative(docs, path), readFileSync(path)] as const),
      )
    : {};

  test('arrives with every page, picture and link, and comes back equal', { timeout: 180_000 }, async () => {
    const first = await client.newWorkspace('Documentation');
    const job = await client.importFiles(files, first);
    const report = client.report(job);
    const markdown = Object.keys(files).filter((path) => path.endsWith('.md'));
    expect(report.files.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(report.files.filter(({ path, outcome }) => path.endsWith('.md') && outcome === 'imported').length).toBe(
      markdown.length,
    );
    expect(report.blobs).toBe(1);
    expect(report.files.flatMap(({ notes }) => notes).filter((note) => note.includes('leads to nothing'))).toEqual([]);

    const archive = await client.exportArchive(`/api/v1/workspaces/${first}/exports`);
    const second = await client.newWorkspace('Documentation again');
    await client.importFiles({ 'docs.zip': archive }, second);
    expect(await portrait(second)).toEqual(await portrait(first));
  });
});
