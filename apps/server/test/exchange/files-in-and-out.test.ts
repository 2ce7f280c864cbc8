import type { ImportPreview, ImportUndone, Page as ListOf, RecentImport } from '@materi/contract';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDocx } from '../../src/domains/exchange/docx/write-docx.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createExchangeClient, type ExchangeClient } from './exchange-client.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const text = (value: string) => ({ type: 'text', text: value });
const paragraph = (value: string) => ({ type: 'paragraph', content: [text(value)] });

/** A Word file as a colleague would send it. */
async function report(title = 'Report'): Promise<Uint8Array> {
  const { bytes } = await writeDocx({
    title,
    body: {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [text('Findings')] },
        {
          type: 'paragraph',
          content: [text('All is well'), { type: 'footnoteReference', attrs: { label: '1', marks: null } }, text('.')],
        },
        {
          type: 'orderedList',
          attrs: { start: 4, tight: true },
          content: [{ type: 'listItem', content: [paragraph('four')] }],
        },
        { type: 'image', attrs: { src: 'pixel', alt: 'A pixel', title: null, width: 20 } },
        { type: 'footnoteDefinition', attrs: { label: '1' }, content: [paragraph('As far as we know.')] },
      ],
    },
    addresses: new Map(),
    pictures: new Map([['pixel', PIXEL]]),
    titles: new Map(),
  });
  return bytes;
}

let server: TestServer;
let client: ExchangeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = createExchangeClient(server);
});
afterAll(() => server.stop());

const patch = (id: string, body: object) =>
  client.send(`/api/v1/documents/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const titles = async (workspaceId: string) => (await client.tree(workspaceId)).map(({ title }) => title).toSorted();

describe('Word and HTML files', () => {
  test('become pages with their pictures, notes and links to each other', async () => {
    const workspaceId = await client.newWorkspace('Files');
    const job = await client.importFiles(
      {
        'report.docx': await report(),
        'site/index.html':
          '<title>Site</title><nav>Menu</nav><main><h1>Welcome</h1><p>See <a href="more.html#deep">more</a> and <a href="../report.docx">the report</a>.</p>' +
          `<img alt="inside" src="data:image/png;base64,${PIXEL.toString('base64')}"><img alt="beside" src="pixel.png"></main>`,
        'site/more.html': '<html><body><h1>More</h1><h2>Deep</h2><ul><li>a<ul><li>b</li></ul></li></ul></body></html>',
        'site/pixel.png': PIXEL,
      },
      workspaceId,
    );
    expect(job).toMatchObject({ status: 'done', error: null });
    expect(client.report(job)).toMatchObject({ documents: 3, links: { unresolved: 0 } });
    expect(await titles(workspaceId)).toEqual(['More', 'Report', 'Welcome']);
    const pages = await client.tree(workspaceId);
    const idOf = (title: string) => pages.find((page) => page.title === title)?.id ?? '';
    const word = await client.content(idOf('Report'));
    expect(word).toContain('## Findings');
    expect(word).toContain('All is well[^1].');
    expect(word).toContain('4. four');
    expect(word).toMatch(/A pixel.*|src="\/api\/v1\/blobs\//);
    const site = await client.content(idOf('Welcome'));
    expect(site).toContain(`[more](/d/${idOf('More')}#deep)`);
    expect(site).toContain(`[the report](/d/${idOf('Report')})`);
    expect(site.match(/\/api\/v1\/blobs\//g)).toHaveLength(2);
    expect(site).not.toContain('Menu');
  });

  test('one that is damaged is named with what to do, and the others arrive', async () => {
    const workspaceId = await client.newWorkspace('Damaged');
    const whole = await report();
    const job = await client.importFiles(
      {
        'good.docx': whole,
        'cut.docx': whole.slice(0, 900),
        'old.docx': Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1),
        'b.doc': 'x',
      },
      workspaceId,
    );
    const notes = Object.fromEntries(client.report(job).files.map(({ path, notes: all }) => [path, all.join(' ')]));
    expect(await titles(workspaceId)).toEqual(['Report']);
    expect(notes['cut.docx']).toMatch(/zip archive|damaged/);
    expect(notes['old.docx']).toContain('save it as .docx');
    expect(notes['b.doc']).toContain('save it as .docx');
  });

  test('entities of an XML bomb are not unfolded', async () => {
    const bomb = zipSync({
      'word/document.xml': new TextEncoder().encode(
        `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` +
          '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>',
      ),
    });
    const job = await client.importFiles({ 'bomb.docx': bomb, 'a.md': '# A' }, await client.newWorkspace('Bomb'));
    const failed = client.report(job).files.find(({ path }) => path === 'bomb.docx');
    expect(failed).toMatchObject({ outcome: 'failed' });
    expect(failed?.notes[0]).toContain('undefined entity');
  });

  test('pages come out as Word and HTML files that are pages again', async () => {
    const workspaceId = await client.newWorkspace('Out');
    await client.importFiles(
      { 'A.md': '# A\n\nTo [B](A/B.md).\n\n- [x] done\n', 'A/B.md': '# B\n\n| h |\n| - |\n| c |\n' },
      workspaceId,
    );
    for (const format of ['docx', 'html']) {
      const archive = await client.exportArchive(`/api/v1/workspaces/${workspaceId}/exports`, { format });
      expect(Object.keys(unzipSync(archive)).toSorted()).toEqual([`A.${format}`, `A/B.${format}`, 'materi.json']);
      const again = await client.newWorkspace(`Again ${format}`);
      await client.importFiles({ 'out.zip': archive }, again);
      const [a, b] = ['A', 'B'].map((title) =>
        client.tree(again).then((all) => all.find((page) => page.title === title)),
      );
      const content = await client.content((await a)?.id ?? '');
      expect(content).toContain(`[B](/d/${(await b)?.id})`);
      expect(content).toContain('- [x] done');
      expect((await b)?.parentId).toBe((await a)?.id);
    }
    const [page] = (await client.tree(workspaceId)).filter(({ title }) => title === 'B');
    const job = await client.ended(
      (await client.post<{ id: string }>(`/api/v1/documents/${page?.id}/exports`, { format: 'docx' })).id,
    );
    expect(job.result).toMatchObject({ fileName: 'B.docx', documents: 1 });
    const answer = await client.send(`/api/v1/jobs/${job.id}/result`);
    expect(answer.headers.get('content-type')).toContain('wordprocessingml');
    const html = await client.exportArchive(`/api/v1/documents/${page?.id}/exports`, { format: 'html' });
    expect(Buffer.from(html).toString()).toMatch(/^<!doctype html>[\s\S]*<h1>B<\/h1>[\s\S]*<td>c<\/td>/);
    const drawn = await client.post<{ id: string }>(`/api/v1/workspaces/${workspaceId}/documents`, {
      title: 'Drawn',
      markdown: 'So $x$.\n\n```mermaid\ngraph LR\n```\n',
    });
    const told = await client.ended(
      (await client.post<{ id: string }>(`/api/v1/documents/${drawn.id}/exports`, { format: 'html' })).id,
    );
    expect(told.result).toMatchObject({
      losses: [
        { kind: 'formulas', count: 1 },
        { kind: 'diagrams', count: 1 },
      ],
    });
    const refused = await client.send(`/api/v1/documents/${page?.id}/exports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"format":"pdf"}',
    });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('PDF and EPUB are not there yet');
  });
});

describe('a preview', () => {
  test('tells what would be made and lost, writes nothing, and is imported once when told to', async () => {
    const workspaceId = await client.newWorkspace('Preview');
    const job = await client.preview(
      {
        'Guides/a.md': '# Same\n\n[gone](nowhere.md)\n',
        'Guides/b.md': '# Same\n',
        'report.docx': await report(),
        'page.html':
          '<h1>Page</h1><p>x</p><img src="https://example.org/a.png"><iframe src="https://example.org/"></iframe>',
        'letter.doc': 'old',
      },
      workspaceId,
    );
    const preview = job.result as ImportPreview;
    expect(preview).toMatchObject({
      documents: 5,
      blobs: 1,
      links: { resolved: 0, unresolved: 1 },
      duplicateTitles: ['Same'],
    });
    expect(preview.pages.map(({ title, kind }) => [title, kind])).toEqual([
      ['Guides', 'folder'],
      ['Same', 'markdown'],
      ['Same', 'markdown'],
      ['Page', 'html'],
      ['Report', 'word'],
    ]);
    expect(preview.losses.map(({ kind }) => kind).toSorted()).toEqual(['frames', 'remote_pictures']);
    expect(preview.skipped).toEqual([{ path: 'letter.doc', reason: expect.stringContaining('.docx') }]);
    expect(await client.tree(workspaceId)).toEqual([]);

    const started = await client.post<{ id: string }>(`/api/v1/imports/${preview.importId}/start`, undefined);
    await client.ended(started.id);
    expect(await titles(workspaceId)).toEqual(['Guides', 'Page', 'Report', 'Same', 'Same']);
    expect((await client.send(`/api/v1/imports/${preview.importId}/start`, { method: 'POST' })).status).toBe(410);
  });

  test('is not for a key that may read no pages', async () => {
    const { id } = await client.preview({ 'a.md': '# Mine' });
    const { body } = await server.api<{ key: string }>('/api/v1/keys', {
      body: { name: 'People only', scopes: ['workspaces:read'] },
    });
    for (const path of [`/api/v1/jobs/${id}`, `/api/v1/jobs/${id}/cancel`, `/api/v1/jobs/${id}/result`]) {
      const method = path.endsWith('cancel') ? 'POST' : 'GET';
      expect((await server.api(path, { method, token: body.key })).status, path).toBe(404);
    }
    await client.send(`/api/v1/imports/${id}`, { method: 'DELETE' });
  });

  test('leaves nothing behind when it is given up', async () => {
    const workspaceId = await client.newWorkspace('Given up');
    const { importId } = (await client.preview({ 'a.md': '# A' }, workspaceId)).result as ImportPreview;
    for (let times = 0; times < 2; times += 1) {
      expect((await client.send(`/api/v1/imports/${importId}`, { method: 'DELETE' })).status).toBe(204);
    }
    expect((await client.send(`/api/v1/imports/${importId}/start`, { method: 'POST' })).status).toBe(404);
    expect(await client.tree(workspaceId)).toEqual([]);
  });
});

describe('taking an import back', () => {
  test('puts what it made in the trash, keeps what people changed since, and names it', async () => {
    const workspaceId = await client.newWorkspace('Undo');
    const job = await client.importFiles(
      { 'A.md': '# A', 'A/B.md': '# B', 'C.md': '# C', 'C/D.md': '# D', 'E.md': '# E' },
      workspaceId,
    );
    const page = async (title: string) => (await client.tree(workspaceId)).find((one) => one.title === title);
    await patch((await page('B'))?.id ?? '', { title: 'B by hand' });
    await client.post(`/api/v1/workspaces/${workspaceId}/documents`, {
      title: 'Mine',
      parentId: (await page('C'))?.id,
    });
    await client.send(`/api/v1/documents/${(await page('E'))?.id}/content?format=markdown`, {
      method: 'PUT',
      headers: { 'content-type': 'text/markdown' },
      body: 'Written later.',
    });

    const undone = await client.post<ImportUndone>(`/api/v1/imports/${job.id}/undo`, undefined);
    expect(undone.removed).toBe(1);
    expect(undone.kept.map(({ title, reason }) => [title, reason]).toSorted()).toEqual([
      ['A', 'holds_others'],
      ['B by hand', 'edited'],
      ['C', 'holds_others'],
      ['E', 'edited'],
    ]);
    expect(await titles(workspaceId)).toEqual(['A', 'B by hand', 'C', 'E', 'Mine']);

    const all = await client.post<ImportUndone>(`/api/v1/imports/${job.id}/undo`, { edited: true });
    expect(all.kept).toEqual([]);
    expect(await titles(workspaceId)).toEqual([]);
    const { items } = await client.json<ListOf<RecentImport>>(`/api/v1/workspaces/${workspaceId}/imports`);
    expect(items).toMatchObject([
      { status: 'undone', documents: 5, canUndo: false, person: { name: expect.any(String) } },
    ]);
    const trash = await client.json<ListOf<{ title: string }>>(`/api/v1/workspaces/${workspaceId}/trash`);
    expect(trash.items.length).toBeGreaterThan(0);
  });

  test('an untouched import goes whole', async () => {
    const workspaceId = await client.newWorkspace('Whole');
    const job = await client.importFiles(
      { 'A.md': '# A', 'A/B.md': '# B', 'report.docx': await report() },
      workspaceId,
    );
    expect(await client.post<ImportUndone>(`/api/v1/imports/${job.id}/undo`, undefined)).toEqual({
      removed: 3,
      kept: [],
    });
    expect(await client.tree(workspaceId)).toEqual([]);
  });
});
