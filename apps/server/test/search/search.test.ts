import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import { makePage, search, searchUntil, titles } from './searching.ts';

let server: TestServer;
const ids = new Map<string, string>();

const PAGES: [title: string, markdown: string, properties?: Record<string, unknown>][] = [
  [
    'Sourdough bread',
    '# Starter\n\nFeed the starter with flour and water.\n\n## Baking\n\nThe oven is running hot: bake for forty minutes.\n',
    { tags: ['Recipes', 'bread'] },
  ],
  ['Ovens compared', 'Gas ovens, electric ovens and one old wood oven. None of them bakes sourdough like a stone.'],
  ['Marathon', 'She runs every morning, and was running when the rain began.', { tags: ['sport'] }],
  [
    'Winterreise',
    'Die Häuser am Rande der Stadt sind alt, und in den Gärten liegt der Schnee. Das Haus ist nicht weit.',
  ],
  ['Voyage en français', "Les chevaux de la ferme sont dans le pré et l'été est là. Nous les avons vus."],
  ['東京の旅', '東京都の美術館に行きました。新幹線で京都へ。'],
  [
    'Long words',
    `Something about photosynthesis and chlorophyll. ${'Filler stands here. '.repeat(80)} At last the zeppelin.`,
  ],
];

beforeAll(async () => {
  server = await startTestServer();
  for (const [title, markdown, properties] of PAGES) {
    ids.set(title, await makePage(server, title, markdown, properties === undefined ? {} : { properties }));
  }
  await searchUntil(server, { q: 'zeppelin' }, ({ items, indexing }) => items.length === 1 && indexing === 0);
});
afterAll(() => server.stop());

const found = async (q: string, more: Record<string, string> = {}) => titles(await search(server, { q, ...more }));

test('a word is found in all its forms, and what has it in the title comes first', async () => {
  expect((await found('sourdough '))[0]).toBe('Sourdough bread');
  expect(await found('run ')).toContain('Marathon');
  expect(await found('oven ')).toEqual(['Ovens compared', 'Sourdough bread']);
});

test('other languages are stemmed by their own rules, and accents do not matter', async () => {
  expect(await found('haus ')).toEqual(['Winterreise']);
  expect(await found('hauser ')).toEqual(['Winterreise']);
  expect(await found('cheval ')).toEqual(['Voyage en français']);
  expect(await found('ete ')).toContain('Voyage en français');
  expect(await found('京都')).toEqual(['東京の旅']);
  expect(await found('美術館')).toEqual(['東京の旅']);
});

test('all words are wanted; a phrase stands as it is; what is excluded is not found', async () => {
  expect(await found('oven sourdough -stone')).toEqual(['Sourdough bread']);
  expect(await found('"old wood oven"')).toEqual(['Ovens compared']);
  expect(await found('"wood old oven"')).toEqual([]);
});

test('a phrase is its words next to each other, whatever case, accents and signs stand there', async () => {
  expect(await found('"OVEN is running"')).toEqual(['Sourdough bread']);
  expect(await found('"gas ovens electric"')).toEqual(['Ovens compared']);
  expect(await found('"old oven"')).toEqual([]);
  expect(await found('"dans le pre et l ete"')).toEqual(['Voyage en français']);
  expect(await found('"hauser am rande"')).toEqual(['Winterreise']);
  expect(await found('"long words"')).toEqual(['Long words']);
  expect(await found('"old wood" "electric ovens"')).toEqual(['Ovens compared']);
  expect(await found('"old wood" "forty minutes"')).toEqual([]);
});

test('the last word may be unfinished', async () => {
  expect(await found('chloro')).toEqual(['Long words']);
  expect(await found('chloro ')).toEqual([]);
});

test('a misspelled word is looked for in its nearest spelling, and the answer says so', async () => {
  const answer = await search(server, { q: 'photosyntesis ' });
  expect(titles(answer)).toEqual(['Long words']);
  expect(answer.corrections).toEqual([{ word: 'photosyntesis', instead: 'photosynthesis' }]);
  expect(await found('zepelin ')).toEqual(['Long words']);
});

test('a passage tells its block, the headings above it and where the words stand', async () => {
  const { items } = await search(server, { q: 'forty minutes' });
  const [passage] = items[0]!.passages;
  expect(passage).toMatchObject({ headingPath: ['Starter', 'Baking'], blockId: expect.any(String) as string });
  expect(passage!.ranges.map(([from, to]) => passage!.text.slice(from, to))).toEqual(['forty', 'minutes']);
  const content = await server.api<{ content: { attrs: { id: string } }[] }>(
    `/api/v1/documents/${items[0]!.document.id}/content?format=json`,
  );
  expect(content.body.content.map(({ attrs }) => attrs.id)).toContain(passage!.blockId);
});

test('a long passage is cut around the words', async () => {
  const { items } = await search(server, { q: 'zeppelin' });
  const [passage] = items[0]!.passages;
  expect(passage!.text.length).toBeLessThan(300);
  expect(passage!.text).toContain('zeppelin');
  expect(passage!.text.startsWith('… ')).toBe(true);
});

test('filters narrow a search, and do without words', async () => {
  expect(await found('', { tag: 'recipes' })).toEqual(['Sourdough bread']);
  expect(await found('oven', { tag: 'recipes' })).toEqual(['Sourdough bread']);
  expect(await found('oven', { tag: 'sport' })).toEqual([]);
  expect(await found('oven', { author: server.owner.personId })).toHaveLength(2);
  expect(await found('oven', { updatedAfter: '2999-01-01' })).toEqual([]);
  expect(await found('oven', { has: 'image' })).toEqual([]);
  const child = await makePage(server, 'Below', 'An oven below.', { parentId: ids.get('Marathon')! });
  const below = await searchUntil(server, { q: 'oven', in: ids.get('Marathon')! }, ({ items }) => items.length === 1);
  expect(below.items[0]!.document).toMatchObject({ id: child, path: [{ title: 'Marathon' }] });
});

test('the latest first when that is asked, and one part at a time', async () => {
  const first = await search(server, { q: '', sort: 'updated', limit: '3' });
  const second = await search(server, { q: '', sort: 'updated', limit: '3', cursor: first.nextCursor! });
  const all = [...titles(first), ...titles(second)];
  expect(new Set(all).size).toBe(6);
});

test('a page that changes while somebody reads on is not shown twice, and moves none of the others', async () => {
  const before = titles(await search(server, { q: '', sort: 'updated', limit: '8' }));
  const first = await search(server, { q: '', sort: 'updated', limit: '3' });
  expect(before).toHaveLength(8);
  const moved = before.at(-1)!;
  await server.api(`/api/v1/documents/${ids.get(moved)!}`, { method: 'PATCH', body: { icon: '🥖' } });
  await searchUntil(server, { q: '', sort: 'updated', limit: '1' }, ({ items }) => items[0]!.document.title === moved);
  const second = await search(server, { q: '', sort: 'updated', limit: '3', cursor: first.nextCursor! });
  expect([...titles(first), ...titles(second)]).toEqual(before.slice(0, 6));
});

test('what a search cannot do is refused with a reason', async () => {
  const semantic = await server.api('/api/v1/search?q=bread&mode=semantic');
  expect(semantic).toMatchObject({ status: 409, body: { code: 'search.needs_embedding_model' } });
  const long = await server.api(`/api/v1/search?q=${'a'.repeat(401)}`);
  expect(long.status).toBe(400);
  expect((await server.api('/api/v1/search?q=bread', { token: null })).status).toBe(401);
});

test('whatever is typed is a question', async () => {
  for (const q of [
    "'; drop table documents; --",
    '""',
    '-',
    '"',
    "' & | ! :* <->",
    '\\',
    '%',
    'a'.repeat(400),
    '😀',
    '"a" -"b',
  ]) {
    const answer = await server.api(`/api/v1/search?${new URLSearchParams({ q }).toString()}`);
    expect([q, answer.status]).toEqual([q, 200]);
  }
});
