import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import { newId } from '../../kernel/ids.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';

let at: DocumentsFixture;
beforeAll(async () => {
  at = await openDocuments();
});
afterAll(() => at.close());

const titlesUnder = async (parentId: string) =>
  (await at.documents.list(at.owner, at.workspaceId, { parentId }, { limit: 200 })).items.map((page) => page.title);

test('a page goes after one sibling, before another, or to the end', async () => {
  const parent = await at.page('Parent');
  const [a, b, c] = [await at.page('a', parent), await at.page('b', parent), await at.page('c', parent)];
  await at.documents.move(at.owner, c, { parentId: parent, beforeId: a });
  expect(await titlesUnder(parent)).toEqual(['c', 'a', 'b']);
  await at.documents.move(at.owner, c, { parentId: parent, afterId: a });
  expect(await titlesUnder(parent)).toEqual(['a', 'c', 'b']);
  await at.documents.move(at.owner, a, { parentId: parent });
  expect(await titlesUnder(parent)).toEqual(['c', 'b', 'a']);
  await at.documents.move(at.owner, b, { parentId: c });
  expect(await titlesUnder(parent)).toEqual(['c', 'a']);
  expect(await titlesUnder(c)).toEqual(['b']);
  expect(at.heard.at(-1)).toMatchObject({ type: 'document.changed', node: { id: b, parentId: c } });
});

test('a page cannot go under itself or below', async () => {
  const top = await at.page('top');
  const below = await at.page('below', await at.page('middle', top));
  for (const parentId of [top, below, below.toUpperCase()]) {
    await expect(at.documents.move(at.owner, top, { parentId })).rejects.toMatchObject({
      code: 'document.cycle',
      status: 409,
    });
  }
});

test('a page cannot go to a place that is not there', async () => {
  const [page, trashed, other] = [await at.page('page'), await at.page('trashed'), await at.page('other')];
  const child = await at.page('child', other);
  await at.documents.trash.put(at.owner, trashed);
  const move = (destination: { parentId: string | null; afterId?: string; beforeId?: string }) =>
    at.documents.move(at.owner, page, destination);
  await expect(move({ parentId: newId() })).rejects.toMatchObject({ code: 'document.parent_not_found' });
  await expect(move({ parentId: trashed })).rejects.toMatchObject({ code: 'document.parent_trashed' });
  await expect(move({ parentId: null, afterId: child })).rejects.toMatchObject({ code: 'document.sibling_gone' });
  await expect(move({ parentId: null, beforeId: trashed })).rejects.toMatchObject({ code: 'document.sibling_gone' });
  await expect(move({ parentId: null, afterId: page })).rejects.toMatchObject({ code: 'input.invalid' });
});

test('two pages that move under each other at the same moment do not vanish in a circle', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await at.page('a'), await at.page('b')];
    const moves = await Promise.allSettled([
      at.documents.move(at.owner, a, { parentId: b }),
      at.documents.move(at.owner, b, { parentId: a }),
    ]);
    expect(moves.map((move) => move.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(moves.find((move) => move.status === 'rejected')).toMatchObject({ reason: { code: 'document.cycle' } });
  }
});

test('whatever moves at once, the pages stay one tree in one order and none is lost', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const mine = await openDocuments();
  try {
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      ids.push(await mine.page(`page ${count}`, random.maybe(random.pick([...ids, null]))));
    }
    for (let round = 0; round < 12; round += 1) {
      const moves = Array.from({ length: 6 }, () => {
        const destination = {
          parentId: random.maybe(random.pick(ids)),
          afterId: random.maybe(random.pick(ids)),
          beforeId: random.maybe(random.pick(ids)),
        };
        return mine.documents.move(mine.owner, random.pick(ids), destination).catch((error: { code?: string }) => {
          const expected = ['document.cycle', 'document.sibling_gone', 'input.invalid'];
          if (!expected.includes(error.code ?? '')) throw error;
        });
      });
      const made = mine.page(`late ${round}`, random.maybe(random.pick(ids)));
      await Promise.all(moves);
      ids.push(await made);

      const { items } = await mine.documents.tree(mine.owner, mine.workspaceId);
      expect(items.map((node) => node.id).toSorted(), `seed ${seed}`).toEqual(ids.toSorted());
      const parents = new Map(items.map((node) => [node.id, node.parentId]));
      for (const id of ids) {
        let steps = 0;
        for (let up = parents.get(id) ?? null; up !== null; up = parents.get(up) ?? null) {
          steps += 1;
          expect(steps, `seed ${seed}: a circle above ${id}`).toBeLessThanOrEqual(ids.length);
        }
      }
      const places = items.map((node) => `${node.parentId} ${node.position}`);
      expect(new Set(places).size, `seed ${seed}: two pages in one place`).toBe(items.length);
    }
  } finally {
    await mine.close();
  }
});
