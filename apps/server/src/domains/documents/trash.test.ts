import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';

let at: DocumentsFixture;
beforeAll(async () => {
  at = await openDocuments();
});
afterAll(() => at.close());

const trashTitles = async () =>
  (await at.documents.list(at.owner, at.workspaceId, { trashed: true }, { limit: 200 })).items.map(
    (page) => page.title,
  );
const liveIds = async () => (await at.documents.tree(at.owner, at.workspaceId)).items.map((node) => node.id);
const isGone = async (id: string) => (await at.documents.resourceOf(id)) === undefined;

test('a branch goes to the trash as one entry and comes back to its old place', async () => {
  const parent = await at.page('House');
  const [left, room, right] = [
    await at.page('Left', parent),
    await at.page('Room', parent),
    await at.page('Right', parent),
  ];
  const table = await at.page('Table', room);
  at.heard.length = 0;
  await at.documents.trash.put(at.owner, room);
  expect(at.heard).toEqual([{ type: 'document.removed', workspaceId: at.workspaceId, documentId: room }]);
  expect(at.emitted.at(-1)).toMatchObject({ type: 'documents.trashed', data: { documentIds: [room, table] } });
  expect(await trashTitles()).toEqual(['Room']);
  expect(await at.documents.resourceOf(table)).toEqual({ workspaceId: at.workspaceId, trashed: true });
  expect(await at.documents.find(at.owner, room)).toMatchObject({ hasChildren: true, version: 2 });
  expect(await liveIds()).not.toContain(table);

  const restored = await at.documents.trash.restore(at.owner, room);
  expect(restored).toMatchObject({ parentId: parent, trashedAt: null, version: 3 });
  const { items } = await at.documents.list(at.owner, at.workspaceId, { parentId: parent }, { limit: 9 });
  expect(items.map((page) => page.id)).toEqual([left, room, right]);
  expect(await liveIds()).toContain(table);
});

test('putting away and restoring twice changes nothing the second time', async () => {
  const id = await at.page('Twice');
  await at.documents.trash.put(at.owner, id);
  await at.documents.trash.put(at.owner, id);
  expect(await at.documents.find(at.owner, id)).toMatchObject({ version: 2 });
  await at.documents.trash.restore(at.owner, id);
  expect(await at.documents.trash.restore(at.owner, id)).toMatchObject({ version: 3 });
});

test('a page whose parent is in the trash too is restored to the top', async () => {
  const parent = await at.page('Lost parent');
  const child = await at.page('Saved child', parent);
  const below = await at.page('Below', child);
  await at.documents.trash.put(at.owner, parent);
  expect(await at.documents.trash.restore(at.owner, child)).toMatchObject({ parentId: null });
  expect(await liveIds()).toEqual(expect.arrayContaining([child, below]));
  expect(await liveIds()).not.toContain(parent);
});

test('what went to the trash on its own stays there when the page above is restored or destroyed', async () => {
  const parent = await at.page('Upper');
  const child = await at.page('Lower', parent);
  await at.documents.trash.put(at.owner, child);
  await at.documents.trash.put(at.owner, parent);
  await at.documents.trash.restore(at.owner, parent);
  expect(await at.documents.resourceOf(child)).toMatchObject({ trashed: true });
  await at.documents.trash.destroy(at.owner, parent);
  expect(await isGone(parent)).toBe(true);
  expect(await at.documents.trash.restore(at.owner, child)).toMatchObject({ parentId: null });
});

test('a place that was taken meanwhile does not keep a page in the trash', async () => {
  const parent = await at.page('Row');
  const first = await at.page('first', parent);
  await at.documents.trash.put(at.owner, first);
  const second = await at.page('second', parent);
  await at.documents.trash.restore(at.owner, first);
  const { items } = await at.documents.list(at.owner, at.workspaceId, { parentId: parent }, { limit: 9 });
  expect(items.map((page) => page.id)).toEqual([second, first]);
});

test('destroying takes the branch, its marks, links and references, and says so', async () => {
  const id = await at.page('Doomed');
  const child = await at.page('Doomed child', id);
  const witness = await at.page('Witness');
  await at.documents.marks.favour(at.owner, child, {});
  await at.documents.marks.visit(at.owner, child);
  await at.derive(witness, { links: [child] });
  await at.derive(child, { links: [witness] });
  at.heard.length = 0;
  await at.documents.trash.destroy(at.owner, id);
  expect(at.emitted.at(-1)).toMatchObject({ type: 'documents.destroyed', data: { documentIds: [id, child] } });
  expect(at.heard).toEqual([{ type: 'document.removed', workspaceId: at.workspaceId, documentId: id }]);
  expect(await Promise.all([id, child].map(isGone))).toEqual([true, true]);
  expect((await at.documents.backlinks(at.owner, witness, { limit: 9 })).items).toEqual([]);
  for (const filter of [{ favourites: true }, { recent: true }]) {
    expect((await at.documents.list(at.owner, at.workspaceId, filter, { limit: 9 })).items).toEqual([]);
  }
  await expect(at.documents.trash.destroy(at.owner, id)).rejects.toMatchObject({ code: 'document.not_found' });
});

test('emptying the trash destroys every entry and nothing else', async () => {
  const kept = await at.page('Kept');
  for (let count = 0; count < 60; count += 1) {
    const id = await at.page(`Rubbish ${count}`);
    await at.page('more', id);
    await at.documents.trash.put(at.owner, id);
  }
  const live = await liveIds();
  expect(await at.documents.trash.empty(at.owner, at.workspaceId)).toBeGreaterThanOrEqual(120);
  expect(await trashTitles()).toEqual([]);
  expect(await liveIds()).toEqual(live);
  expect(live).toContain(kept);
  expect(await at.documents.trash.empty(at.owner, at.workspaceId)).toBe(0);
});

/** What the tree and its trash should be, in the simplest way to say it. */
interface ModelPage {
  parent: string | null;
  /** The entry of the trash it belongs to; null when live. */
  entry: string | null;
}

test('two hundred random changes leave exactly what a simple model expects', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const mine = await openDocuments();
  const { documents, owner, workspaceId } = mine;
  const pages = new Map<string, ModelPage>();
  /** Live siblings in order, by parent. */
  const rows = new Map<string | null, string[]>();
  const row = (parent: string | null) => rows.get(parent) ?? rows.set(parent, []).get(parent) ?? [];
  const branch = (head: string): string[] => {
    const entry = pages.get(head)?.entry ?? null;
    const below = [...pages].filter(([, page]) => page.parent === head && page.entry === entry);
    return [head, ...below.flatMap(([id]) => branch(id))];
  };
  const leave = (id: string) => {
    const siblings = row(pages.get(id)?.parent ?? null);
    // An entry of the trash has left already; the pages below it have not.
    if (siblings.includes(id)) siblings.splice(siblings.indexOf(id), 1);
  };
  const some = (isWanted: (page: ModelPage) => boolean) =>
    [...pages].filter(([, page]) => isWanted(page)).map(([id]) => id);

  const change = {
    async create() {
      const parent = random.maybe(random.pick([...some((page) => page.entry === null), null]));
      const id = await mine.page('page', parent);
      pages.set(id, { parent, entry: null });
      row(parent).push(id);
    },
    async move() {
      const live = some((page) => page.entry === null);
      if (live.length === 0) return;
      const [id, parentId] = [random.pick(live), random.maybe(random.pick(live))];
      const others = row(parentId).filter((other) => other !== id);
      const afterId = others.length > 0 ? random.maybe(random.pick(others)) : null;
      const moved = documents.move(owner, id, { parentId, afterId });
      if (parentId !== null && branch(id).includes(parentId)) {
        return expect(moved, `seed ${seed}`).rejects.toMatchObject({ code: 'document.cycle' });
      }
      await moved;
      leave(id);
      const page = pages.get(id);
      if (page) page.parent = parentId;
      const target = row(parentId);
      target.splice(afterId === null ? target.length : target.indexOf(afterId) + 1, 0, id);
    },
    async trash() {
      const live = some((page) => page.entry === null);
      if (live.length === 0) return;
      const id = random.pick(live);
      await documents.trash.put(owner, id);
      const ids = branch(id);
      leave(id);
      for (const each of ids) Object.assign(pages.get(each) ?? {}, { entry: id });
    },
    async restore() {
      const trashed = some((page) => page.entry !== null);
      if (trashed.length === 0) return;
      const id = random.pick(trashed);
      const ids = branch(id);
      const parent = pages.get(id)?.parent ?? null;
      leave(id);
      const expected = parent !== null && pages.get(parent)?.entry === null ? parent : null;
      const restored = await documents.trash.restore(owner, id);
      expect(restored.parentId, `seed ${seed}`).toBe(expected);
      for (const each of ids) Object.assign(pages.get(each) ?? {}, { entry: null });
      Object.assign(pages.get(id) ?? {}, { parent: expected });
      // Where among its siblings it lands is the service's choice; that it is among them is not.
      const { items } = await documents.list(owner, workspaceId, { parentId: expected ?? 'top' }, { limit: 200 });
      const others = items.map((page) => page.id).filter((each) => each !== id);
      expect(others, `seed ${seed}`).toEqual(row(expected));
      row(expected).splice(
        items.findIndex((page) => page.id === id),
        0,
        id,
      );
    },
    async destroy() {
      if (pages.size === 0 || random.below(3) > 0) return;
      const id = random.pick([...pages.keys()]);
      const ids = branch(id);
      leave(id);
      await documents.trash.destroy(owner, id);
      for (const each of ids) {
        pages.delete(each);
        rows.delete(each);
      }
      for (const page of pages.values()) if (page.parent !== null && ids.includes(page.parent)) page.parent = null;
    },
  };

  try {
    for (let step = 0; step < 200; step += 1) {
      const name = random.pick(['create', 'create', 'create', 'move', 'move', 'trash', 'restore', 'destroy'] as const);
      await change[name]();
      const { items } = await documents.tree(owner, workspaceId);
      const why = `seed ${seed}, step ${step}: ${name}`;
      const order = (parent: string | null): string[] => row(parent).flatMap((id) => [id, ...order(id)]);
      const shown = (parent: string | null): string[] =>
        items
          .filter((node) => node.parentId === parent)
          .toSorted((a, b) => (a.position < b.position ? -1 : 1))
          .flatMap((node) => [node.id, ...shown(node.id)]);
      expect(shown(null), why).toEqual(order(null));
      expect(items.length, why).toBe(order(null).length);
      const entries = await documents.list(owner, workspaceId, { trashed: true }, { limit: 200 });
      expect(entries.items.map((page) => page.id).toSorted(), why).toEqual(
        [...new Set(some((page) => page.entry !== null).map((id) => pages.get(id)?.entry))].toSorted(),
      );
    }
  } finally {
    await mine.close();
  }
});
