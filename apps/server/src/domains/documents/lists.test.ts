import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import { newId } from '../../kernel/ids.ts';

let at: DocumentsFixture;
beforeAll(async () => {
  at = await openDocuments();
});
afterAll(() => at.close());

const idsOf = (list: { items: { id: string }[] }) => list.items.map((page) => page.id);

test('every list comes in parts that join without a gap or a repetition', async () => {
  const parent = await at.page('Parent');
  const ids: string[] = [];
  for (let count = 0; count < 7; count += 1) {
    const id = await at.page(`Child ${count}`, parent);
    ids.push(id);
    await at.documents.marks.favour(at.owner, id, {});
    await at.documents.marks.visit(at.owner, id);
  }
  const all = async (filter: object) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await at.documents.list(at.owner, at.workspaceId, filter, { limit: 3, cursor });
      expect(part.items.length).toBeLessThanOrEqual(3);
      found.push(...idsOf(part));
      cursor = part.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  };
  expect(await all({ parentId: parent })).toEqual(ids);
  expect(await all({ favourites: true })).toEqual(ids);
  expect(await all({ recent: true })).toEqual(ids.toReversed());
  expect(await all({ changed: true })).toEqual([...ids.toReversed(), parent]);
  expect(await all({})).toEqual([parent, ...ids]);
  expect(await all({ parentId: 'top' })).toEqual([parent]);
  for (const id of ids) await at.documents.trash.put(at.owner, id);
  expect(await all({ trashed: true })).toEqual(ids.toReversed());
  expect(await all({ favourites: true })).toEqual([]);
  expect(await all({ recent: true })).toEqual([]);
  expect(await all({ changed: true })).toEqual([parent]);
});

test('a cursor of another list, or none at all, is refused', async () => {
  for (let count = 0; count < 2; count += 1) await at.page('more');
  const { nextCursor } = await at.documents.list(at.owner, at.workspaceId, {}, { limit: 1 });
  for (const cursor of [
    nextCursor ?? '',
    'nonsense',
    'bnVsbA',
    Buffer.from('["children","a0","x"]').toString('base64url'),
  ]) {
    await expect(
      at.documents.list(at.owner, at.workspaceId, { parentId: 'top' }, { limit: 1, cursor }),
    ).rejects.toMatchObject({ code: 'input.invalid', status: 400 });
  }
  await expect(
    at.documents.list(at.owner, at.workspaceId, { trashed: true, recent: true }, { limit: 1 }),
  ).rejects.toMatchObject({ code: 'input.invalid' });
});

test('favourites keep the order that their owner gives them, and nobody else sees them', async () => {
  const [a, b, c] = [await at.page('a'), await at.page('b'), await at.page('c')];
  const editor = await at.join('editor');
  for (const id of [a, b, c]) await at.documents.marks.favour(editor, id, {});
  await at.documents.marks.favour(editor, c, { beforeId: a });
  await at.documents.marks.favour(editor, a, { afterId: b });
  await at.documents.marks.favour(editor, b, {});
  const favourites = () => at.documents.list(editor, at.workspaceId, { favourites: true }, { limit: 9 });
  expect(idsOf(await favourites())).toEqual([c, b, a]);
  await at.documents.marks.unfavour(editor, b);
  await at.documents.marks.unfavour(editor, b);
  expect(idsOf(await favourites())).toEqual([c, a]);
  expect(await at.documents.find(editor, a)).toMatchObject({ favourite: true });
  expect(await at.documents.find(at.owner, a)).toMatchObject({ favourite: false });
});

test('favourites that are added at the same moment all stay, in some order', async () => {
  const viewer = await at.join('viewer');
  const ids = await Promise.all(Array.from({ length: 5 }, (_, count) => at.page(`liked ${count}`)));
  await Promise.all(ids.map((id) => at.documents.marks.favour(viewer, id, {})));
  const list = await at.documents.list(viewer, at.workspaceId, { favourites: true }, { limit: 9 });
  expect(idsOf(list).toSorted()).toEqual(ids.toSorted());
});

test('titles are found without regard to case and accents, wildcards are plain characters', async () => {
  const titles = [
    'Übermut',
    'Ein Übermaß',
    'Große Überraschung',
    '100% sicher',
    '1000 sicher',
    'snake_case',
    'snakeXcase',
    'back\\slash',
  ];
  const ids = new Map<string, string>();
  for (const title of titles) ids.set(title, await at.page(title));
  const find = async (text: string) =>
    (await at.documents.titles(at.owner, at.workspaceId, text, 10)).items.map((node) => node.title);
  expect(await find('uber')).toEqual(['Übermut', 'Ein Übermaß', 'Große Überraschung']);
  expect(await find('ÜBERMASS')).toEqual(['Ein Übermaß']);
  expect(await find('überr GROSSE')).toEqual(['Große Überraschung']);
  expect(await find('100%')).toEqual(['100% sicher']);
  expect(await find('e_c')).toEqual(['snake_case']);
  expect(await find('back\\')).toEqual(['back\\slash']);
  expect(await find('%')).toEqual(['100% sicher']);
  await at.documents.update(at.owner, ids.get('Übermut') ?? '', { title: 'Renamed' });
  expect(await find('übermut')).toEqual([]);
  await at.documents.trash.put(at.owner, ids.get('100% sicher') ?? '');
  expect(await find('100%')).toEqual([]);
});

test('without a text the titles are those that one visited last, then those that changed last', async () => {
  const [old, changed, visited] = [await at.page('old'), await at.page('changed'), await at.page('visited')];
  const editor = await at.join('editor');
  await at.documents.marks.visit(editor, visited);
  await at.documents.marks.visit(editor, old);
  await at.documents.update(at.owner, changed, { icon: '✏️' });
  const { items } = await at.documents.titles(editor, at.workspaceId, '  ', 3);
  expect(idsOf({ items })).toEqual([old, visited, changed]);
});

test('backlinks follow the bodies, survive renames, and leave out the trash and what one may not read', async () => {
  const [target, source, other] = [await at.page('Target'), await at.page('Source'), await at.page('Other')];
  const elsewhere = (await at.identity.workspaces.list(at.stranger, { limit: 1 })).items[0]?.id ?? '';
  const foreign = await at.documents.create(at.stranger, elsewhere, {
    title: 'Foreign',
    parentId: null,
    icon: null,
    properties: {},
  });
  const links = async () =>
    (await at.documents.backlinks(at.owner, target, { limit: 9 })).items.map((link) => link.title);
  const later = new Date(at.now().getTime() + 5_000);
  await at.derive(source, { links: [target, target.toUpperCase(), source, newId(), 'nonsense'] }, later);
  await at.derive(other, { links: [target] });
  await at.derive(foreign.document.id, { links: [target] });
  expect((await at.documents.find(at.owner, source)).updatedAt).toBe(later.toISOString());
  const reader = await at.join('viewer');
  expect((await at.documents.backlinks(reader, target, { limit: 9 })).items.map((link) => link.title)).toEqual([
    'Source',
    'Other',
  ]);
  await at.documents.update(at.owner, target, { title: 'Renamed target' });
  await at.documents.trash.put(at.owner, other);
  expect(await links()).not.toContain('Other');
  await at.derive(source, { links: [] });
  expect(await links()).not.toContain('Source');
});

test('a link to a page that is made later becomes a backlink of it', async () => {
  const id = newId();
  const source = await at.page('Early');
  await at.derive(source, { links: [id] });
  await at.documents.create(at.owner, at.workspaceId, {
    id,
    title: 'Late',
    parentId: null,
    icon: null,
    properties: {},
  });
  expect((await at.documents.backlinks(at.owner, id, { limit: 9 })).items).toMatchObject([{ documentId: source }]);
});

test('what a body refers to is ignored when the page is gone by then', async () => {
  const id = await at.page('Short life');
  await at.documents.trash.destroy(at.owner, id);
  await at.derive(id, { links: [newId()], blobs: [newId()] });
  expect(await at.documents.resourceOf(id)).toBeUndefined();
});

test('a tree of two thousand pages comes whole', async () => {
  const mine = await openDocuments();
  try {
    await mine.database.transaction(async (tx) => {
      let parentId: string | null = null;
      for (let count = 0; count < 2_000; count += 1) {
        const page = { id: newId(), workspaceId: mine.workspaceId, title: `Page ${count}`, content: null };
        await mine.documents.createPrepared(tx, mine.owner, { ...page, parentId });
        if (count % 100 === 0) parentId = page.id;
      }
    });
    const { items } = await mine.documents.tree(mine.owner, mine.workspaceId);
    expect(items.length).toBe(2_000);
  } finally {
    await mine.close();
  }
});
