import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from '@materi/contract';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import { mediaTypeOf } from './media-types.ts';

let at: DocumentsFixture;
beforeAll(async () => {
  at = await openDocuments();
});
afterAll(() => at.close());

const DAY = 24 * 60 * 60 * 1000;
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(32)]);
const send = (content: Readable | Uint8Array, name = 'a.bin', mediaType = 'application/octet-stream', who = at.owner) =>
  at.documents.uploads.upload(who, at.workspaceId, { name, mediaType, content });
const isThere = (id: string) =>
  at.documents.uploads.find(at.owner, id).then(
    () => true,
    () => false,
  );

/** A stream of `bytes` zeros after a head, made piece by piece; counts what was taken. */
function stretch(head: Uint8Array, bytes: number) {
  const taken = { bytes: 0 };
  const piece = Buffer.alloc(1024 * 1024);
  const content = Readable.from(
    (function* () {
      yield head;
      for (; taken.bytes < bytes; taken.bytes += piece.length) yield piece;
    })(),
    { objectMode: false },
  );
  return { content, taken };
}

test('the kind of a file is what its bytes show', () => {
  const avif = Buffer.from('\0\0\0\x1cftypmif1\0\0\0\0avifmif1', 'latin1');
  const svg =
    '<?xml version="1.0"?>\n<!-- a picture -->\n<!DOCTYPE svg PUBLIC "x" "y" [<!ENTITY a "b">]>\n<svg xmlns="x">';
  const cases: [Uint8Array | string, string, string][] = [
    [PNG, 'text/html', 'image/png'],
    ['\xff\xd8\xff\xe0', '', 'image/jpeg'],
    ['GIF89a..', 'image/png', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', '', 'image/webp'],
    [avif, 'video/mp4', 'image/avif'],
    [svg, 'text/plain', 'image/svg+xml'],
    ['%PDF-1.7', 'text/html', 'application/pdf'],
    ['<html><svg></svg>', 'text/html; charset=x', 'text/html'],
    ['not a picture', 'image/png', 'application/octet-stream'],
    ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav', 'audio/wav'],
    ['', 'bad\r\ntype', 'application/octet-stream'],
    ['\0\0\0\x1cftyp', 'video/mp4', 'video/mp4'],
  ];
  for (const [bytes, declared, kind] of cases) {
    const head = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
    expect(mediaTypeOf(head, declared), `${String(bytes)} sent as ${declared}`).toBe(kind);
  }
});

test('a file comes back as it was sent, however it was cut into pieces', async () => {
  const content = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
  const pieces = Readable.from([content.subarray(0, 1), content.subarray(1, 5_000), content.subarray(5_000)], {
    objectMode: false,
  });
  const blob = await send(pieces, '../../etc/Räksmörgås\n.bin');
  expect(blob).toMatchObject({ name: 'Räksmörgås .bin', sizeBytes: 20_000, url: `/api/v1/blobs/${blob.id}` });
  expect(Buffer.from(await at.documents.uploads.read(at.owner, blob.id)).equals(content)).toBe(true);
});

test('the same content is kept once, under each name that it was given', async () => {
  const before = at.files.size;
  const [first, again, renamed] = [await send(PNG, 'a.png'), await send(PNG, 'a.png'), await send(PNG, 'b.png')];
  expect(again.id).toBe(first.id);
  expect(renamed.id).not.toBe(first.id);
  expect(at.files.size).toBe(before + 1);
});

test('a picture or a file over its limit is refused while it is still coming', async () => {
  const before = at.files.size;
  const picture = stretch(PNG, 200 * 1024 * 1024);
  await expect(send(picture.content, 'big.png', 'image/png')).rejects.toMatchObject({
    code: 'upload.image_too_large',
    status: 413,
    message: expect.stringContaining('25 MB'),
  });
  expect(picture.taken.bytes).toBeLessThan(2 * IMAGE_LIMIT_BYTES);
  const file = stretch(Buffer.from('plain'), UPLOAD_LIMIT_BYTES + 1);
  await expect(send(file.content)).rejects.toMatchObject({ code: 'upload.too_large', status: 413 });
  expect(at.files.size).toBe(before);
});

test('a picture of exactly the limit is taken', async () => {
  const blob = await send(Buffer.concat([PNG, Buffer.alloc(IMAGE_LIMIT_BYTES - PNG.length)]), 'full.png');
  expect(blob.sizeBytes).toBe(IMAGE_LIMIT_BYTES);
});

test('a broken upload leaves nothing behind', async () => {
  const before = at.files.size;
  const broken = Readable.from(
    (function* () {
      yield Buffer.alloc(10_000);
      throw new Error('The line went dead.');
    })(),
    { objectMode: false },
  );
  await expect(send(broken)).rejects.toThrow('The line went dead.');
  expect(at.files.size).toBe(before);
});

test('files without a page go after a day, together with their bytes; held ones stay', async () => {
  const page = await at.page('Holder');
  const [held, loose, shared] = [
    await send(Buffer.from('held')),
    await send(Buffer.from('loose')),
    await send(Buffer.from('held'), 'other name'),
  ];
  await at.derive(page, { blobs: [held.id] });
  await at.documents.uploads.sweepUnreferencedBlobs();
  expect(await Promise.all([held, loose, shared].map((each) => isThere(each.id)))).toEqual([true, true, true]);
  at.pass(DAY + 1000);
  const before = at.files.size;
  expect(await at.documents.uploads.sweepUnreferencedBlobs()).toBeGreaterThanOrEqual(2);
  expect(await Promise.all([held, loose, shared].map((each) => isThere(each.id)))).toEqual([true, false, false]);
  expect(at.files.size).toBeLessThan(before);
  expect(Buffer.from(await at.documents.uploads.read(at.owner, held.id)).toString()).toBe('held');

  // Out of the body now: the day begins anew, so that undoing the removal finds the file.
  await at.derive(page, { blobs: [] });
  expect(await at.documents.uploads.sweepUnreferencedBlobs()).toBe(0);
  await at.derive(page, { blobs: [held.id] });
  at.pass(DAY + 1000);
  expect(await at.documents.uploads.sweepUnreferencedBlobs()).toBe(0);
  await at.documents.trash.put(at.owner, page);
  expect(await at.documents.uploads.sweepUnreferencedBlobs()).toBe(0);
  await at.documents.trash.destroy(at.owner, page);
  at.pass(DAY + 1000);
  expect(await at.documents.uploads.sweepUnreferencedBlobs()).toBe(1);
  expect(await isThere(held.id)).toBe(false);
});

test('a copy of a page holds its files too', async () => {
  const page = await at.page('Original');
  const blob = await send(Buffer.from('in both'));
  await at.derive(page, { blobs: [blob.id] });
  await at.documents.duplicate(at.owner, page, { children: false });
  await at.documents.trash.destroy(at.owner, page);
  at.pass(DAY + 1000);
  await at.documents.uploads.sweepUnreferencedBlobs();
  expect(await isThere(blob.id)).toBe(true);
});

test('an upload that finds its old bytes swept away says so instead of promising a file', async () => {
  const content = Buffer.from('racing');
  // The sweep comes after the bytes are written and before the row is.
  const racing = Readable.from(
    (async function* () {
      yield content;
    })(),
    { objectMode: false },
  );
  const sent = at.documents.uploads.upload(at.owner, at.workspaceId, { name: 'x', mediaType: 'x/y', content: racing });
  const files = at.files;
  const set = files.set.bind(files);
  files.set = (name, bytes) => (bytes.length === content.length ? files : set(name, bytes));
  try {
    await expect(sent).rejects.toMatchObject({ code: 'upload.try_again', status: 503 });
  } finally {
    files.set = set;
  }
});

test('only members see files, only those who may write send them', async () => {
  const blob = await send(Buffer.from('secret'));
  const viewer = await at.join('viewer');
  expect(Buffer.from(await at.documents.uploads.read(viewer, blob.id)).toString()).toBe('secret');
  await expect(send(PNG, 'x.png', 'image/png', viewer)).rejects.toMatchObject({ code: 'access.denied', status: 403 });
  for (const ask of ['find', 'open', 'read'] as const) {
    await expect(at.documents.uploads[ask](at.stranger, blob.id)).rejects.toMatchObject({
      code: 'blob.not_found',
      status: 404,
    });
  }
  await expect(send(PNG, 'x.png', 'image/png', at.stranger)).rejects.toMatchObject({ status: 404 });
});
