import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestHouse, OWNER, PASSWORD, type TestHouse } from './test-house.ts';

let house: TestHouse;
let token: string;
let bobId: string;
let workspaceId: string;
beforeEach(async () => {
  house = await openTestHouse();
  ({ workspaceId } = await house.identity.setup.createOwner(OWNER));
  token = await house.tokenOf(OWNER.email);
  const owner = await house.identity.authentication.authenticate(token);
  bobId = await house.join(owner, workspaceId, 'admin', 'bob@example.org');
});
afterEach(() => house.close());

const linkFor = async (personId: string) => {
  const made = await house.send('POST', `/api/v1/accounts/${personId}/reset-links`, { token });
  expect(made.status).toBe(201);
  return String(made.body['url']).split('/reset/')[1]!;
};
const reset = (body: object, address?: string) =>
  house.send('POST', '/api/v1/auth/reset', { body, ...(address ? { address } : {}) });

test('whoever runs the instance makes a link, and it sets a new password once', async () => {
  const bob = await house.tokenOf('bob@example.org');
  const key = await house.send('POST', '/api/v1/keys', { token: bob, body: { name: 'Script' } });
  const link = await linkFor(bobId);

  expect((await reset({ token: link })).body).toMatchObject({
    account: { name: 'bob@example.org', email: 'bob@example.org' },
    done: false,
  });
  // Looking does not use it up.
  expect((await reset({ token: link })).status).toBe(200);
  expect((await reset({ token: link, password: 'short' })).status).toBe(400);
  expect((await reset({ token: link, password: 'a fresh passphrase' })).body).toMatchObject({ done: true });

  expect((await house.send('GET', '/api/v1/me', { token: bob })).status).toBe(401);
  expect((await house.send('GET', '/api/v1/me', { token: String(key.body['key']) })).status).toBe(401);
  expect((await house.signIn('bob@example.org')).status).toBe(401);
  expect((await house.signIn('bob@example.org', 'a fresh passphrase')).status).toBe(200);
  const again = await reset({ token: link, password: 'another passphrase' });
  expect(again).toMatchObject({ status: 410, body: { code: 'reset.invalid' } });
  expect(house.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['identity.reset_link_created', 'identity.password_reset', 'identity.key_revoked']),
  );
  // Nothing of the link is in what was told.
  expect(JSON.stringify(house.events)).not.toContain(link);
});

test('keys stay when that is asked for', async () => {
  const bob = await house.tokenOf('bob@example.org');
  const key = await house.send('POST', '/api/v1/keys', { token: bob, body: { name: 'Script' } });
  await reset({ token: await linkFor(bobId), password: 'a fresh passphrase', endKeys: false });
  expect((await house.send('GET', '/api/v1/me', { token: String(key.body['key']) })).status).toBe(200);
});

test('a link ends after a day, when another is made, and when it is withdrawn', async () => {
  const first = await linkFor(bobId);
  const second = await linkFor(bobId);
  expect((await reset({ token: first })).status).toBe(410);
  expect((await house.send('GET', `/api/v1/accounts/${bobId}/reset-links`, { token })).body['items']).toHaveLength(1);
  expect((await house.send('DELETE', `/api/v1/accounts/${bobId}/reset-links`, { token })).status).toBe(204);
  expect((await reset({ token: second })).status).toBe(410);
  const third = await linkFor(bobId);
  house.wait(24 * 60 * 60 + 1);
  expect((await reset({ token: third })).status).toBe(410);
});

test('only those who run the instance make links: an owner or admin of a workspace could take over who also belongs elsewhere', async () => {
  const bob = await house.tokenOf('bob@example.org');
  const { personId: adaId } = await house.identity.authentication.authenticate(token);
  const refused = await house.send('POST', `/api/v1/accounts/${adaId}/reset-links`, { token: bob });
  expect(refused).toMatchObject({ status: 403, body: { code: 'access.operators_only' } });
  const own = await house.send('POST', '/api/v1/workspaces', { token: bob, body: { name: 'Of Bob' } });
  expect(own.body['role']).toBe('owner');
  expect((await house.send('POST', `/api/v1/accounts/${adaId}/reset-links`, { token: bob })).status).toBe(403);
  expect((await house.send('GET', '/api/v1/accounts', { token: bob })).status).toBe(403);
  // Nor may a key, which could be stolen.
  const key = await house.send('POST', '/api/v1/keys', { token, body: { name: 'Script' } });
  const byKey = await house.send('POST', `/api/v1/accounts/${bobId}/reset-links`, { token: String(key.body['key']) });
  expect(byKey.body['code']).toBe('auth.session_required');
});

test('nobody learns from the help for a forgotten password who has an account', async () => {
  const known = await reset({ email: OWNER.email });
  const unknown = await reset({ email: 'nobody@example.org' });
  expect(known.body).toEqual(unknown.body);
  expect(known.status).toBe(unknown.status);
});

test('guessing links is slowed down', async () => {
  const answers = [];
  for (let attempt = 0; attempt < 70; attempt += 1) answers.push((await reset({ token: `guess-${attempt}` })).status);
  expect(answers).toContain(429);
  expect((await reset({ token: await linkFor(bobId) }, '198.51.100.7')).status).toBe(200);
});

test('the command makes a link for the only one who could make one', async () => {
  const { url } = await house.identity.resets.createFor(OWNER.email);
  await reset({ token: url.split('/reset/')[1]!, password: 'a fresh passphrase' });
  expect((await house.signIn(OWNER.email, 'a fresh passphrase')).status).toBe(200);
  await expect(house.identity.resets.createFor('nobody@example.org')).rejects.toMatchObject({
    code: 'person.not_found',
  });
});

test('somebody always runs the instance', async () => {
  const { personId: adaId } = await house.identity.authentication.authenticate(token);
  const set = (id: string, operator: boolean, by = token) =>
    house.send('PATCH', `/api/v1/accounts/${id}`, { token: by, body: { operator } });
  expect((await set(adaId, false)).body['code']).toBe('operator.last');
  expect((await set(bobId, true)).status).toBe(204);
  const bob = await house.tokenOf('bob@example.org');
  expect((await house.send('GET', '/api/v1/me', { token: bob })).body['operator']).toBe(true);
  expect((await set(adaId, false, bob)).status).toBe(204);
  expect((await set(bobId, false)).status).toBe(403);
  const all = await house.send('GET', '/api/v1/accounts?q=BOB@', { token: bob });
  expect(all.body['items']).toEqual([
    expect.objectContaining({ operator: true, workspaces: 1, person: expect.objectContaining({ id: bobId }) }),
  ]);
  expect((await house.signIn('bob@example.org', PASSWORD)).status).toBe(200);
});
