import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf, OWNER, openTestHouse, type TestHouse } from './test-house.ts';

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse();
});
afterEach(() => house.close());

test('the printed token makes the first owner, once, and signs them in', async () => {
  expect((await house.send('GET', '/api/v1/setup')).body).toEqual({ needed: true });
  const token = await house.identity.setup.setupToken();
  const made = await house.send('POST', '/api/v1/setup', { body: { ...OWNER, token } });
  expect(made.status).toBe(201);
  expect(Object.keys(made.cookies).toSorted()).toEqual(['materi_refresh', 'materi_session']);

  const me = await house.send('GET', '/api/v1/me', { token: String(made.body['accessToken']) });
  expect(me.body).toMatchObject({
    person: { email: OWNER.email, name: 'Ada' },
    workspaces: [{ id: made.body['workspaceId'], name: 'Analytical', role: 'owner' }],
  });
  expect((await house.send('GET', '/api/v1/setup')).body).toEqual({ needed: false });
  expect((await house.send('POST', '/api/v1/setup', { body: { ...OWNER, token } })).body['code']).toBe('setup.done');
  expect(await house.identity.setup.setupToken()).toBeNull();
});

test('only the token of the last start is good', async () => {
  const old = await house.identity.setup.setupToken();
  await house.identity.setup.setupToken();
  const refused = await house.send('POST', '/api/v1/setup', { body: { ...OWNER, token: old } });
  expect(refused).toMatchObject({ status: 403, body: { code: 'setup.wrong_token' } });
  expect(await house.identity.setup.isNeeded()).toBe(true);
});

test('of two set-ups at once, one makes the owner and the other is refused', async () => {
  const token = String(await house.identity.setup.setupToken());
  const outcomes = await Promise.all([
    codeOf(house.identity.setup.createOwner(OWNER)),
    codeOf(house.identity.setup.createOwner({ ...OWNER, email: 'bob@example.org' })),
    codeOf(
      house.identity.setup.complete({ ...OWNER, email: 'eve@example.org', token }, { device: 'test', address: '' }),
    ),
  ]);
  expect(outcomes.toSorted()).toEqual(['no failure', 'setup.done', 'setup.done']);
});

test('a name of 10,000 characters is refused before anything is written', async () => {
  const token = await house.identity.setup.setupToken();
  const answer = await house.send('POST', '/api/v1/setup', { body: { ...OWNER, token, name: 'a'.repeat(10_000) } });
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'input.invalid', errors: [{ path: 'body.name', message: 'Must be at most 200 characters.' }] },
  });
  expect(await house.identity.setup.isNeeded()).toBe(true);
});
