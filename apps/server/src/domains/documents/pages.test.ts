import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import { newId } from '../../kernel/ids.ts';

let at: DocumentsFixture;
beforeAll(async () => {
  at = await openDocuments();
});
afterAll(() => at.close());

const blank = { title: 'A page', parentId: null, icon: null, properties: {} };

test('a new page stands last under its parent and tells who made it and what one may do', async () => {
  const parent = await at.page('Parent');
  const one = await at.documents.create(at.owner, at.workspaceId, { ...blank, title: 'One', parentId: parent });
  const two = await at.documents.create(at.owner, at.workspaceId, {
    ...blank,
    title: 'Two',
    parentId: parent,
    icon: '🌱',
    properties: { tags: ['a', 'b'] },
  });
  expect(two.created).toBe(true);
  expect(two.document).toMatchObject({
    title: 'Two',
    icon: '🌱',
    parentId: parent,
    properties: { tags: ['a', 'b'] },
    createdBy: { id: at.owner.personId, name: 'Ada' },
    access: 'owner',
    version: 1,
    hasChildren: false,
    favourite: false,
    trashedAt: null,
  });
  expect(two.document.position > one.document.position).toBe(true);
  expect(await at.documents.find(at.owner, parent)).toMatchObject({ hasChildren: true });
});

test('properties and tags that are sent as they are change nothing', async () => {
  const { document } = await at.documents.create(at.owner, at.workspaceId, {
    ...blank,
    properties: { author: 'Ada', tags: ['a'] },
  });
  const again = await at.documents.update(at.owner, document.id, { properties: { tags: ['a'], author: 'Ada' } });
  expect(again.version).toBe(document.version);
  const named = await at.documents.update(at.owner, document.id, { title: 'Named', tags: ['a'] });
  expect(named).toMatchObject({ version: document.version + 1, title: 'Named', properties: document.properties });
});

test('making a page again with the same id answers the page that is there', async () => {
  const page = { ...blank, id: newId(), markdown: '# Hello' };
  const first = await at.documents.create(at.owner, at.workspaceId, page);
  const again = await Promise.all([1, 2].map(() => at.documents.create(at.owner, at.workspaceId, page)));
  expect(again.map((each) => each.created)).toEqual([false, false]);
  expect(again[0]?.document).toEqual(first.document);
  expect(at.bodies.get(page.id)).toBe('# Hello');
});

test('an id that another person or another workspace used is refused', async () => {
  const id = await at.page('Mine');
  const editor = await at.join('editor');
  await expect(at.documents.create(editor, at.workspaceId, { ...blank, id })).rejects.toMatchObject({
    code: 'document.id_taken',
    status: 409,
  });
});

test('a page whose body fails is not made at all', async () => {
  for (const markdown of ['UNREADABLE', 'UNWRITABLE']) {
    const id = newId();
    await expect(at.documents.create(at.owner, at.workspaceId, { ...blank, id, markdown })).rejects.toThrow();
    await expect(at.documents.find(at.owner, id)).rejects.toMatchObject({ code: 'document.not_found' });
  }
});

test('a page cannot be made under one that is missing, elsewhere or in the trash', async () => {
  const trashed = await at.page('Trashed');
  await at.documents.trash.put(at.owner, trashed);
  const make = (parentId: string) => at.documents.create(at.owner, at.workspaceId, { ...blank, parentId });
  await expect(make(newId())).rejects.toMatchObject({ code: 'document.parent_not_found', status: 404 });
  await expect(make(trashed)).rejects.toMatchObject({ code: 'document.parent_trashed', status: 409 });
});

test('pages nest fifty deep and no deeper', async () => {
  let parent = await at.page('Level 1');
  for (let level = 2; level <= 50; level += 1) parent = await at.page(`Level ${level}`, parent);
  await expect(at.page('Level 51', parent)).rejects.toMatchObject({ code: 'document.too_deep' });
  const path = await at.documents.path(at.owner, parent);
  expect(path.items.map((node) => node.title)).toEqual(Array.from({ length: 50 }, (_, level) => `Level ${level + 1}`));
  const couple = await at.page('Couple');
  await at.page('Child', couple);
  await expect(at.documents.move(at.owner, couple, { parentId: path.items[48]?.id ?? null })).rejects.toMatchObject({
    code: 'document.too_deep',
  });
});

test('a change keeps what it does not name, grows the version, and tells everybody', async () => {
  const id = await at.page('Before');
  at.heard.length = 0;
  const changed = await at.documents.update(at.owner, id, { title: 'After' });
  expect(changed).toMatchObject({ title: 'After', icon: null, version: 2 });
  expect(at.heard).toEqual([
    { type: 'document.changed', workspaceId: at.workspaceId, node: expect.objectContaining({ id, title: 'After' }) },
  ]);
  expect(at.emitted.at(-1)).toMatchObject({ type: 'documents.updated', aggregateId: id, data: { fields: ['title'] } });
  expect(await at.documents.update(at.owner, id, { icon: '🐝' })).toMatchObject({ title: 'After', icon: '🐝' });
  expect(await at.documents.update(at.owner, id, { icon: null })).toMatchObject({ icon: null, version: 4 });
});

test('a change that starts from an old version is refused', async () => {
  const id = await at.page('Contested');
  const both = await Promise.allSettled([
    at.documents.update(at.owner, id, { title: 'Left' }, [1]),
    at.documents.update(at.owner, id, { title: 'Right' }, [1]),
  ]);
  expect(both.map((each) => each.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((each) => each.status === 'rejected')).toMatchObject({
    reason: { code: 'document.changed_meanwhile', status: 412 },
  });
});

test('a page in the trash cannot be changed', async () => {
  const id = await at.page('Gone');
  await at.documents.trash.put(at.owner, id);
  await expect(at.documents.update(at.owner, id, { title: 'x' })).rejects.toMatchObject({ code: 'document.trashed' });
  await expect(at.documents.move(at.owner, id, { parentId: null })).rejects.toMatchObject({ code: 'document.trashed' });
  await expect(at.documents.duplicate(at.owner, id, { children: false })).rejects.toMatchObject({
    code: 'document.trashed',
  });
  await expect(at.documents.marks.favour(at.owner, id, {})).rejects.toMatchObject({ code: 'document.trashed' });
});

test('a prepared page is made in the transaction of the caller, or not at all', async () => {
  const page = { id: newId(), workspaceId: at.workspaceId, parentId: null, title: 'Imported', content: null };
  await expect(
    at.database.transaction(async (tx) => {
      await at.documents.createPrepared(tx, at.owner, page);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  await expect(at.documents.find(at.owner, page.id)).rejects.toMatchObject({ code: 'document.not_found' });
  const make = () => at.database.transaction((tx) => at.documents.createPrepared(tx, at.owner, page));
  expect(await make()).toMatchObject({ created: true, node: { title: 'Imported' } });
  expect(await make()).toMatchObject({ created: false, node: { title: 'Imported' } });
});

test('a copy stands right after its original, with its body and, when asked, the pages below', async () => {
  const parent = await at.page('Album');
  const { document: song } = await at.documents.create(at.owner, at.workspaceId, {
    title: 'Song',
    parentId: parent,
    icon: '🎵',
    markdown: 'La la',
    properties: { key: 'C' },
  });
  const last = await at.page('Last', parent);
  for (const title of ['Verse', 'Chorus']) await at.page(title, song.id);

  const alone = await at.documents.duplicate(at.owner, song.id, { children: false });
  expect(alone).toMatchObject({ title: 'Song (copy)', icon: '🎵', properties: { key: 'C' }, hasChildren: false });
  expect(at.bodies.get(alone.id)).toBe('La la');

  const whole = await at.documents.duplicate(at.owner, song.id, { children: true });
  const children = async (id: string) =>
    (await at.documents.list(at.owner, at.workspaceId, { parentId: id }, { limit: 50 })).items;
  expect((await children(whole.id)).map((page) => page.title)).toEqual(['Verse', 'Chorus']);
  expect((await children(parent)).map((page) => page.id)).toEqual([song.id, whole.id, alone.id, last]);
});

test('the title of a copy stays within the limit', async () => {
  const id = await at.page('x'.repeat(500));
  const copy = await at.documents.duplicate(at.owner, id, { children: false });
  expect(copy.title).toBe(`${'x'.repeat(493)} (copy)`);
});

test('a copy in which one body fails leaves nothing behind', async () => {
  const parent = await at.page('Half');
  const child = await at.page('Bad child', parent);
  at.bodies.set(child, 'UNWRITABLE');
  const before = await at.documents.tree(at.owner, at.workspaceId);
  await expect(at.documents.duplicate(at.owner, parent, { children: true })).rejects.toThrow();
  expect(await at.documents.tree(at.owner, at.workspaceId)).toEqual(before);
});

test('an edit of the body moves the time of the last change, only forward', async () => {
  const id = await at.page('Edited');
  const later = new Date(at.now().getTime() + 60_000);
  await at.database.transaction((tx) => at.documents.touch(tx, id, later));
  await at.database.transaction((tx) => at.documents.touch(tx, id, new Date(0)));
  expect(await at.documents.find(at.owner, id)).toMatchObject({ updatedAt: later.toISOString(), version: 1 });
});
