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

const join = async (role: 'admin' | 'editor' | 'viewer', email: string) => {
  const owner = await house.identity.authentication.authenticate(token);
  const id = await house.join(owner, workspaceId, role, email);
  return { id, token: await house.tokenOf(email) };
};

test('what a person prefers is the same on every device, and what they take back follows the device', async () => {
  const elsewhere = await house.tokenOf(OWNER.email);
  const set = (preferences: object) => house.send('PATCH', '/api/v1/me', { token, body: { preferences } });
  expect((await set({ theme: 'dark', language: 'ar', timeZone: 'Europe/Berlin' })).status).toBe(200);
  expect((await set({ theme: null, textSize: 'large' })).status).toBe(200);
  const me = await house.send('GET', '/api/v1/me', { token: elsewhere });
  expect(me.body['preferences']).toEqual({
    language: 'ar',
    timeZone: 'Europe/Berlin',
    textSize: 'large',
  });
  for (const wrong of [{ timeZone: 'Mars/Olympus' }, { theme: 'pink' }, { unknown: 1 }, { language: '<b>' }]) {
    const refused = await set(wrong);
    expect(refused.status).toBe(400);
    expect(refused.body['errors']).toEqual([
      expect.objectContaining({ path: expect.stringMatching(/^body\.preferences/) }),
    ]);
  }
});

test('another address needs the password, ends the other sessions, and is nobody else’s', async () => {
  await join('editor', 'bob@example.org');
  const elsewhere = await house.tokenOf(OWNER.email);
  const change = (email: string, password = PASSWORD) =>
    house.send('POST', '/api/v1/me/email', { token, body: { email, password } });
  expect((await change('new@example.org', 'wrong')).body).toMatchObject({
    code: 'auth.wrong_password',
    errors: [{ path: 'body.password' }],
  });
  expect((await change('BOB@example.org')).body).toMatchObject({
    code: 'person.email_taken',
    errors: [{ path: 'body.email' }],
  });
  expect((await change(' New@Example.org ')).body).toMatchObject({ email: 'new@example.org' });
  expect((await house.send('GET', '/api/v1/me', { token: elsewhere })).status).toBe(401);
  expect((await house.send('GET', '/api/v1/me', { token })).status).toBe(200);
  expect((await house.signIn(OWNER.email)).status).toBe(401);
  expect((await house.signIn('new@example.org')).status).toBe(200);
});

test('a new password ends API keys when that is asked for', async () => {
  const key = String((await house.send('POST', '/api/v1/keys', { token, body: { name: 'Script' } })).body['key']);
  const change = (currentPassword: string, newPassword: string, endKeys?: boolean) =>
    house.send('POST', '/api/v1/me/password', { token, body: { currentPassword, newPassword, endKeys } });
  expect((await change(PASSWORD, 'another passphrase')).status).toBe(204);
  expect((await house.send('GET', '/api/v1/me', { token: key })).status).toBe(200);
  expect((await change('another passphrase', 'a third passphrase', true)).status).toBe(204);
  expect((await house.send('GET', '/api/v1/me', { token: key })).status).toBe(401);
});

test('a session tells where it was last used from', async () => {
  await house.signIn(OWNER.email, PASSWORD, '203.0.113.9');
  const list = await house.send('GET', '/api/v1/sessions', { token });
  expect((list.body['items'] as { address: string }[]).map(({ address }) => address)).toEqual([
    '192.0.2.1',
    '203.0.113.9',
  ]);
});

test('a key gets another name, from its person only', async () => {
  const made = await house.send('POST', '/api/v1/keys', { token, body: { name: 'Script' } });
  const bob = await join('editor', 'bob@example.org');
  const rename = (by: string) =>
    house.send('PATCH', `/api/v1/keys/${String(made.body['id'])}`, { token: by, body: { name: 'Nightly' } });
  expect((await rename(bob.token)).status).toBe(404);
  expect((await rename(token)).body).toMatchObject({ name: 'Nightly' });
});

test('a picture is shown to those who share a workspace, and to nobody else', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const send = (content: Buffer) => {
    const boundary = 'xxx';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="me.png"\r\nContent-Type: image/png\r\n\r\n`;
    return house.send('PUT', '/api/v1/me/picture', {
      token,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    });
  };
  expect((await send(Buffer.from('<svg onload="alert(1)"/>'))).body['code']).toBe('picture.unknown');
  expect((await send(Buffer.concat([png, Buffer.alloc(600 * 1024)]))).body['code']).toBe('picture.too_large');
  const set = await send(png);
  expect(set.status).toBe(200);
  const address = String(set.body['picture']);
  const bob = await join('viewer', 'bob@example.org');
  const members = await house.send('GET', `/api/v1/workspaces/${workspaceId}/members`, { token: bob.token });
  expect(JSON.stringify(members.body)).toContain(address);
  const fetched = await house.identity.pictures.find(
    await house.identity.authentication.authenticate(bob.token),
    address.split('/')[4]!,
  );
  expect(Buffer.from(fetched.data)).toEqual(png);
  expect(fetched.mediaType).toBe('image/png');

  await house.send('DELETE', `/api/v1/workspaces/${workspaceId}/members/${bob.id}`, { token });
  expect((await house.send('GET', address, { token: bob.token })).status).toBe(404);
  expect((await house.send('DELETE', '/api/v1/me/picture', { token })).body['picture']).toBeNull();
  expect((await house.send('GET', address, { token })).status).toBe(404);
});

test('owners decide who may invite, and nobody invites above their own role', async () => {
  const admin = await join('admin', 'bob@example.org');
  const editor = await join('editor', 'eve@example.org');
  const path = `/api/v1/workspaces/${workspaceId}`;
  const invite = (by: string, role: string) => house.send('POST', `${path}/invitations`, { token: by, body: { role } });
  const policy = (by: string, invite: string) => house.send('PATCH', path, { token: by, body: { invite } });

  expect((await invite(editor.token, 'viewer')).status).toBe(403);
  expect((await policy(admin.token, 'editor')).body['code']).toBe('workspace.owners_only');
  expect((await policy(token, 'editor')).body).toMatchObject({ invite: 'editor' });
  expect((await invite(editor.token, 'editor')).status).toBe(201);
  expect((await invite(editor.token, 'admin')).body['code']).toBe('invitation.role_too_strong');
  await invite(admin.token, 'viewer');
  const seen = async (by: string) =>
    ((await house.send('GET', `${path}/invitations`, { token: by })).body['items'] as { id: string }[]).length;
  // Those of this test and the two accepted ones; the editor sees only what they made.
  expect(await seen(token)).toBe(4);
  expect(await seen(editor.token)).toBe(1);
  await policy(token, 'owner');
  expect((await invite(admin.token, 'viewer')).status).toBe(403);
  expect((await invite(token, 'viewer')).status).toBe(201);
});

test('an invitation gets a new link and the old one ends', async () => {
  const path = `/api/v1/workspaces/${workspaceId}/invitations`;
  const made = await house.send('POST', path, { token, body: { role: 'viewer', expiresInHours: 24 } });
  house.wait(60 * 60 * 30);
  const preview = (link: unknown) => house.send('GET', `/api/v1/invitations/${String(link)}`);
  token = await house.tokenOf(OWNER.email);
  expect((await preview(made.body['token'])).status).toBe(410);
  const renewed = await house.send('POST', `${path}/${String(made.body['id'])}/renewal`, { token });
  expect(renewed.status).toBe(200);
  expect((await preview(made.body['token'])).status).toBe(404);
  expect((await preview(renewed.body['token'])).body).toMatchObject({ role: 'viewer' });
});

test('an owner hands the workspace over', async () => {
  const bob = await join('editor', 'bob@example.org');
  const handOver = (by: string, personId: string) =>
    house.send('POST', `/api/v1/workspaces/${workspaceId}/owner`, { token: by, body: { personId } });
  const { personId } = await house.identity.authentication.authenticate(token);
  expect((await handOver(bob.token, bob.id)).status).toBe(403);
  expect((await handOver(token, bob.id)).status).toBe(204);
  const role = async (by: string) =>
    (await house.send('GET', `/api/v1/workspaces/${workspaceId}`, { token: by })).body['role'];
  expect(await role(bob.token)).toBe('owner');
  expect(await role(token)).toBe('admin');
  expect((await handOver(token, personId)).status).toBe(204);
  expect(await role(token)).toBe('admin');
});

test('a workspace that was put away is out of reach for all, and comes back as it was', async () => {
  const admin = await join('admin', 'bob@example.org');
  const path = `/api/v1/workspaces/${workspaceId}`;
  const invitation = await house.send('POST', `${path}/invitations`, { token, body: { role: 'viewer' } });
  const archive = (by: string, name: string) => house.send('POST', `${path}/archive`, { token: by, body: { name } });
  expect((await archive(admin.token, OWNER.workspace)).status).toBe(403);
  expect((await archive(token, 'Another')).body).toMatchObject({ errors: [{ path: 'body.name' }] });
  expect((await archive(token, OWNER.workspace)).status).toBe(204);
  expect(house.changes).toContainEqual({ personId: admin.id, workspaceId });

  for (const by of [token, admin.token]) {
    expect((await house.send('GET', path, { token: by })).status).toBe(404);
    expect((await house.send('GET', '/api/v1/me', { token: by })).body['workspaces']).toEqual([]);
  }
  expect((await house.send('GET', `/api/v1/invitations/${String(invitation.body['token'])}`)).status).toBe(410);
  const listed = async (by: string) => (await house.send('GET', '/api/v1/archived-workspaces', { token: by })).body;
  expect((await listed(admin.token))['items']).toEqual([]);
  expect((await listed(token))['items']).toEqual([expect.objectContaining({ id: workspaceId, name: OWNER.workspace })]);

  const back = (by: string) => house.send('POST', `/api/v1/archived-workspaces/${workspaceId}/restore`, { token: by });
  expect((await back(admin.token)).status).toBe(404);
  expect((await back(token)).body).toMatchObject({ id: workspaceId, role: 'owner' });
  expect((await house.send('GET', path, { token: admin.token })).body['role']).toBe('admin');
  expect((await listed(token))['items']).toEqual([]);
});
