import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestHouse, OWNER, PASSWORD, type TestHouse } from './test-house.ts';

let house: TestHouse;
let workspaceId: string;
let token: string;
beforeEach(async () => {
  house = await openTestHouse();
  ({ workspaceId } = await house.identity.setup.createOwner(OWNER));
  token = await house.tokenOf(OWNER.email);
});
afterEach(() => house.close());

const keyWith = async (scopes: readonly string[], rest: Record<string, unknown> = {}) =>
  (await house.send('POST', '/api/v1/keys', { token, body: { name: 'Script', scopes, ...rest } })).body;

test('a new name is seen at once', async () => {
  expect((await house.send('PATCH', '/api/v1/me', { token, body: { name: 'Ada L.' } })).body['name']).toBe('Ada L.');
  expect((await house.identity.authentication.authenticate(token)).name).toBe('Ada L.');
  const { personId } = await house.identity.authentication.authenticate(token);
  const nobody = '01890000-0000-7000-8000-000000000000';
  const names = await house.identity.people.summaries([personId, personId, nobody]);
  expect([...names.values()]).toEqual([{ id: personId, name: 'Ada L.', picture: null }]);
  const long = await house.send('PATCH', '/api/v1/me', { token, body: { name: 'a'.repeat(10_000) } });
  expect(long).toMatchObject({ status: 400, body: { errors: [{ path: 'body.name' }] } });
});

test('a new password ends the other sessions and no other one works', async () => {
  const elsewhere = await house.tokenOf(OWNER.email);
  const change = (currentPassword: string) =>
    house.send('POST', '/api/v1/me/password', { token, body: { currentPassword, newPassword: 'another passphrase' } });
  const refused = await change('wrong');
  expect(refused.status).toBe(400);
  expect(refused.body).toMatchObject({ code: 'auth.wrong_password', errors: [{ path: 'body.currentPassword' }] });
  expect((await house.send('GET', '/api/v1/me', { token: elsewhere })).status).toBe(200);
  expect((await change(PASSWORD)).status).toBe(204);
  expect((await house.send('GET', '/api/v1/me', { token: elsewhere })).status).toBe(401);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(200);
  expect((await house.signIn(OWNER.email)).status).toBe(401);
  expect((await house.signIn(OWNER.email, 'another passphrase')).status).toBe(200);
});

test('a person sees their sessions and ends one or all others', async () => {
  const second = await house.tokenOf(OWNER.email);
  const third = await house.tokenOf(OWNER.email);
  const list = async () =>
    (await house.send('GET', '/api/v1/sessions', { token })).body['items'] as { id: string; current: boolean }[];
  const before = await list();
  expect(before.filter((one) => one.current)).toHaveLength(1);
  expect(before).toHaveLength(3);

  const { sessionId } = await house.identity.authentication.authenticate(second);
  expect((await house.send('DELETE', `/api/v1/sessions/${sessionId}`, { token })).status).toBe(204);
  expect((await house.send('DELETE', `/api/v1/sessions/${sessionId}`, { token })).status).toBe(404);
  expect((await house.send('GET', '/api/v1/me', { token: second })).status).toBe(401);
  expect((await house.send('DELETE', '/api/v1/sessions', { token })).status).toBe(204);
  expect((await house.send('GET', '/api/v1/me', { token: third })).status).toBe(401);
  expect(await list()).toEqual([expect.objectContaining({ current: true })]);
});

test("nobody ends another person's session or key", async () => {
  const owner = await house.identity.authentication.authenticate(token);
  const { id: keyId } = await keyWith(['*']);
  await house.join(owner, workspaceId, 'admin', 'bob@example.org');
  const bob = await house.tokenOf('bob@example.org');
  expect((await house.send('DELETE', `/api/v1/sessions/${owner.sessionId}`, { token: bob })).status).toBe(404);
  expect((await house.send('DELETE', `/api/v1/keys/${String(keyId)}`, { token: bob })).status).toBe(404);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(200);
});

test('a key acts as its person until it is revoked or expires', async () => {
  const { id, key } = await keyWith(['*'], { expiresInDays: 1 });
  const short = await keyWith(['*']);
  expect(String(key)).toMatch(/^mk_[\w-]{43}$/);
  expect((await house.send('GET', '/api/v1/me', { token: String(key) })).body).toMatchObject({
    person: { email: OWNER.email },
    sessionId: null,
  });
  const listed = await house.send('GET', '/api/v1/keys', { token });
  expect(listed.body['items']).toEqual(
    expect.arrayContaining([expect.objectContaining({ id, lastUsedAt: '2026-01-01T12:00:00.000Z' })]),
  );
  expect(JSON.stringify(listed.body)).not.toContain(String(key));

  expect((await house.send('DELETE', `/api/v1/keys/${String(short['id'])}`, { token })).status).toBe(204);
  expect(house.changes).toContainEqual(expect.objectContaining({ keyId: short['id'] }));
  const revoked = await house.send('GET', '/api/v1/me', { token: String(short['key']) });
  expect(revoked.body['code']).toBe('auth.invalid_token');
  const principal = await house.identity.authentication.authenticate(String(key));
  expect(await house.identity.authentication.isStillGood(principal)).toBe(true);
  house.wait(24 * 60 * 60);
  expect(await house.identity.authentication.isStillGood(principal)).toBe(false);
  const late = await house.send('GET', '/api/v1/me', { token: String(key) });
  expect(late.body['code']).toBe('auth.token_expired');
});

test('the scopes of a key narrow what its person may do', async () => {
  const reader = String((await keyWith(['workspaces:read', 'documents:read']))['key']);
  const url = `/api/v1/workspaces/${workspaceId}`;
  expect((await house.send('GET', url, { token: reader })).status).toBe(200);
  const rename = await house.send('PATCH', url, { token: reader, body: { name: 'X' } });
  expect(rename).toMatchObject({ status: 403, body: { code: 'access.scope_missing' } });
  expect(rename.body['detail']).toContain('workspaces:write');
  const create = await house.send('POST', '/api/v1/workspaces', { token: reader, body: { name: 'X' } });
  expect(create.body['code']).toBe('access.scope_missing');

  const principal = await house.identity.authentication.authenticate(reader);
  const leave = await house.send('DELETE', `${url}/members/${principal.personId}`, { token: reader });
  expect(leave.body['code']).toBe('access.scope_missing');
  const page = { type: 'document', id: workspaceId, workspaceId } as const;
  expect(await house.identity.access.can(principal, 'document.read', page)).toBe(true);
  expect(await house.identity.access.can(principal, 'document.edit', page)).toBe(false);
  expect(await house.identity.access.can(principal, 'document.create', { type: 'workspace', id: workspaceId })).toBe(
    false,
  );
  expect(await house.identity.access.roleOn(principal, page)).toBe('viewer');

  const writer = String((await keyWith(['documents:write']))['key']);
  expect((await house.send('GET', url, { token: writer })).body['code']).toBe('access.scope_missing');
  const asWriter = await house.identity.authentication.authenticate(writer);
  expect(await house.identity.access.roleOn(asWriter, page)).toBe('owner');

  const settler = await house.identity.authentication.authenticate(
    String((await keyWith(['workspaces:write']))['key']),
  );
  expect(await house.identity.workspaces.idsFor(asWriter)).toEqual(new Set([workspaceId]));
  expect(await house.identity.workspaces.idsFor(settler)).toEqual(new Set());
});

test('no key, not even one for everything, makes keys, sets passwords or ends sessions', async () => {
  const key = String((await keyWith(['*']))['key']);
  for (const [method, url, body] of [
    ['POST', '/api/v1/keys', { name: 'More' }],
    ['GET', '/api/v1/keys', undefined],
    ['POST', '/api/v1/me/password', { currentPassword: PASSWORD, newPassword: 'another passphrase' }],
    ['PATCH', '/api/v1/me', { name: 'Eve' }],
    ['GET', '/api/v1/sessions', undefined],
    ['DELETE', '/api/v1/sessions', undefined],
  ] as const) {
    const answer = await house.send(method, url, { token: key, body });
    expect(answer, `${method} ${url}`).toMatchObject({ status: 403, body: { code: 'auth.session_required' } });
  }
});

test('every route describes its good and bad answers', async () => {
  const { body } = await house.send('GET', '/api/v1/openapi.json');
  const paths = body['paths'] as Record<string, Record<string, { summary?: string; responses: object }>>;
  const ours = Object.entries(paths).filter(([path]) =>
    /^\/(api\/v1\/(setup|auth|me|sessions|keys|workspaces|invitations)|\.well-known)/.test(path),
  );
  expect(ours.length).toBeGreaterThan(15);
  for (const [path, methods] of ours) {
    for (const [method, route] of Object.entries(methods)) {
      expect(route.summary, `${method} ${path}`).toBeTruthy();
      const statuses = Object.keys(route.responses);
      expect(
        statuses.some((status) => status.startsWith('2')),
        `${method} ${path}`,
      ).toBe(true);
      expect(statuses, `${method} ${path}`).toContain('500');
    }
  }
});
