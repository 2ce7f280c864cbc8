import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutbound } from '../../../kernel/http/outbound.ts';
import { openDocuments, type DocumentsFixture } from '../../../../test/support/documents.ts';
import { PREVIEWS_PER_MINUTE } from './limits.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(32)]);

let at: DocumentsFixture;
let site: Server;
let url: string;
const asked: string[] = [];
const pages: Record<string, RequestListener> = {
  '/article': (_request, response) =>
    response.setHeader('content-type', 'text/html').end(
      `<title>Of bees</title><meta name="description" content="How they find home.">
       <meta property="og:image" content="/bee.png"><link rel="icon" href="/icon.png">`,
    ),
  '/bee.png': (_request, response) => response.setHeader('content-type', 'image/png').end(PNG),
  '/icon.png': (_request, response) => response.end('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  '/heavy': (_request, response) =>
    response
      .setHeader('content-type', 'text/html')
      .end('<title>Heavy</title><meta property="og:image" content="/heavy.png">'),
  '/heavy.png': (_request, response) => response.end(Buffer.concat([PNG, Buffer.alloc(1024 * 1024)])),
  '/files/A%20report.pdf': (_request, response) =>
    response.setHeader('content-type', 'application/pdf').end('%PDF-1.7'),
};

beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url ?? '');
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else page(request, response);
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  at = await openDocuments({ outbound: createOutbound({ allows: (_address, { origin }) => origin === url }) });
});
afterAll(async () => {
  await at.close();
  await new Promise((closed) => site.close(closed));
});

const preview = (address: string, who = at.owner) => at.documents.previews.preview(who, at.workspaceId, address);

test('a card has the words of the page and a copy of its picture; a drawing is not kept', async () => {
  const card = await preview(`${url}/article`);
  expect(card).toEqual({
    url: `${url}/article`,
    title: 'Of bees',
    description: 'How they find home.',
    siteName: new URL(url).host,
    image: expect.stringMatching(/^\/api\/v1\/blobs\/[0-9a-f-]{36}$/),
    icon: null,
  });
  const blob = await at.documents.uploads.read(at.owner, card.image?.split('/').at(-1) ?? '');
  expect(Buffer.from(blob).equals(PNG)).toBe(true);
});

test('a site is asked once an hour, however many people show it', async () => {
  await preview(`${url}/article`, await at.join('editor'));
  expect(asked.filter((path) => path === '/article')).toHaveLength(1);
  at.pass(61 * 60 * 1000);
  await preview(`${url}/article`);
  expect(asked.filter((path) => path === '/article')).toHaveLength(2);
});

test('a picture that is too large is left out; a file is called by its address', async () => {
  expect(await preview(`${url}/heavy`)).toMatchObject({ title: 'Heavy', image: null });
  expect(await preview(`${url}/files/A%20report.pdf`)).toMatchObject({ title: 'A report.pdf', description: null });
});

test('what cannot be shown is said in words that name the field', async () => {
  const faults = (code: string) => ({ code, faults: [{ path: 'body.url', message: expect.stringMatching(/\.$/) }] });
  await expect(preview('http://169.254.169.254/latest/meta-data/')).rejects.toMatchObject(faults('link.private'));
  await expect(preview('http://user:secret@example.org/')).rejects.toMatchObject(faults('link.not_an_address'));
  await expect(preview('http://127.0.0.1/d/x')).rejects.toMatchObject(faults('link.own_address'));
  await expect(preview(`${url}/gone`)).rejects.toMatchObject({ ...faults('link.unreachable'), status: 502 });
});

test('those who may not write may not make the server ask', async () => {
  await expect(preview(`${url}/article`, await at.join('viewer'))).rejects.toMatchObject({ status: 403 });
  await expect(preview(`${url}/article`, at.stranger)).rejects.toMatchObject({ status: 404 });
});

test('one person makes the server knock at a few doors a minute, others go on', async () => {
  const eager = await at.join('editor');
  for (let count = 0; count < PREVIEWS_PER_MINUTE; count += 1)
    await preview(`${url}/gone?${count}`, eager).catch(() => undefined);
  await expect(preview(`${url}/gone?more`, eager)).rejects.toMatchObject({ code: 'link.too_many', status: 429 });
  await expect(preview(`${url}/article`, eager), 'what is known costs nothing').resolves.toBeDefined();
  await expect(preview(`${url}/gone?other`)).rejects.toMatchObject({ code: 'link.unreachable' });
  at.pass(60_000);
  await expect(preview(`${url}/gone?later`, eager)).rejects.toMatchObject({ code: 'link.unreachable' });
});
