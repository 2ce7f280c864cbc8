import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Principal } from './principal.ts';
import { codeOf, openTestHouse, OWNER, PASSWORD, type TestHouse } from './test-house.ts';

let house: TestHouse;
let owner: Principal;
let workspaceId: string;
beforeEach(async () => {
  house = await openTestHouse();
  ({ workspaceId } = await house.identity.setup.createOwner(OWNER));
  owner = await house.principalOf(OWNER.email);
});
afterEach(() => house.close());

const invite = (request: { role: 'admin' | 'editor'; email?: string; expiresInHours?: number }) =>
  house.identity.invitations.create(owner, workspaceId, request);
const BOB = { name: 'Bob', email: 'bob@example.org', password: PASSWORD };
const accept = (token: string, body: unknown, headers?: { token: string }) =>
  house.send('POST', `/api/v1/invitations/${token}/accept`, { body, ...headers });

test('someone new follows the link, joins with the role it names, and is signed in', async () => {
  const { token, url } = await invite({ role: 'editor' });
  expect(url).toBe(`http://materi.test/invitations/${token}`);
  const preview = await house.send('GET', `/api/v1/invitations/${token}`);
  expect(preview).toMatchObject({
    status: 200,
    body: { workspace: 'Analytical', invitedBy: 'Ada', role: 'editor', email: null },
  });
  const accepted = await accept(token, BOB);
  expect(accepted).toMatchObject({ status: 200, body: { workspaceId, expiresIn: 900 } });
  const me = await house.send('GET', '/api/v1/me', { token: String(accepted.body['accessToken']) });
  expect(me.body).toMatchObject({ person: { email: BOB.email }, workspaces: [{ id: workspaceId, role: 'editor' }] });
});

test('an invitation works once, also for two at the same moment', async () => {
  const other = await house.identity.workspaces.create(owner, 'Other');
  const people = await Promise.all(
    ['eve', 'fay', 'gus', 'hal'].map(async (name) => {
      const personId = await house.join(owner, other.id, 'viewer', `${name}@example.org`);
      return { ...owner, personId };
    }),
  );
  for (let round = 0; round < 5; round += 1) {
    const { token: once } = await invite({ role: 'editor' });
    const outcomes = await Promise.all(people.map((one) => codeOf(house.identity.invitations.acceptAs(one, once))));
    expect(outcomes.filter((code) => code === 'no failure')).toHaveLength(1);
    for (const { personId } of people) await codeOf(house.identity.members.remove(owner, workspaceId, personId));
  }
  const { token } = await invite({ role: 'editor' });
  const both = await Promise.all([accept(token, BOB), accept(token, { ...BOB, email: 'ivy@example.org' })]);
  expect(both.map((one) => one.status).toSorted()).toEqual([200, 410]);
  expect(await accept(token, { ...BOB, email: 'zoe@example.org' })).toMatchObject({
    status: 410,
    body: { code: 'invitation.used' },
  });
});

test('an expired, a withdrawn and an unknown invitation are each refused with what to do', async () => {
  const expired = await invite({ role: 'editor', expiresInHours: 1 });
  house.wait(3601);
  for (const answer of [
    await accept(expired.token, BOB),
    await house.send('GET', `/api/v1/invitations/${expired.token}`),
  ]) {
    expect(answer).toMatchObject({ status: 410, body: { code: 'invitation.expired' } });
    expect(answer.body['detail']).toContain('Ask the person who invited you for a new one');
  }
  const withdrawn = await invite({ role: 'editor' });
  await house.identity.invitations.revoke(owner, workspaceId, withdrawn.id);
  expect(await accept(withdrawn.token, BOB)).toMatchObject({ status: 410, body: { code: 'invitation.revoked' } });
  expect(await accept('nonsense', BOB)).toMatchObject({ status: 404, body: { code: 'invitation.not_found' } });
  expect((await house.signIn(BOB.email)).status).toBe(401);
});

test('an invitation for one address is not for another', async () => {
  const { token } = await invite({ role: 'editor', email: 'carol@example.org' });
  expect((await accept(token, BOB)).body['code']).toBe('invitation.other_address');
  const bobToken = (await invite({ role: 'editor' })).token;
  const bob = String((await accept(bobToken, BOB)).body['accessToken']);
  expect((await accept(token, {}, { token: bob })).body['code']).toBe('invitation.other_address');
  expect((await accept(token, { name: 'Carol', password: PASSWORD })).status).toBe(200);
});

test('an address that has an account signs in first, and then joins as itself', async () => {
  await accept((await invite({ role: 'editor' })).token, BOB);
  const other = await house.identity.workspaces.create(owner, 'Other');
  const { token } = await house.identity.invitations.create(owner, other.id, { role: 'admin' });
  expect(await accept(token, BOB)).toMatchObject({ status: 409, body: { code: 'invitation.sign_in_first' } });
  const signedIn = { token: await house.tokenOf(BOB.email) };
  expect(await accept(token, {}, signedIn)).toMatchObject({ status: 200, body: { workspaceId: other.id } });
  expect((await accept(token, {}, signedIn)).body['code']).toBe('invitation.used');
});

test('an owner who tries their own link stays owner, and the link stays good', async () => {
  const { token } = await invite({ role: 'editor' });
  await house.identity.invitations.acceptAs(owner, token);
  expect((await house.identity.workspaces.get(owner, workspaceId)).role).toBe('owner');
  expect((await accept(token, BOB)).status).toBe(200);
});

test('what a new person leaves out is named, and a wrong token is not taken for nobody', async () => {
  const { token } = await invite({ role: 'editor' });
  const answer = await accept(token, {});
  expect(answer.status).toBe(400);
  expect((answer.body['errors'] as { path: string }[]).map((one) => one.path)).toEqual([
    'body.name',
    'body.email',
    'body.password',
  ]);
  expect((await accept(token, BOB, { token: 'nonsense' })).body['code']).toBe('auth.invalid_token');
  expect((await accept(token, { ...BOB, password: 'short' })).body['errors']).toMatchObject([
    { path: 'body.password' },
  ]);
});

test('nobody is invited as owner, and only admins invite', async () => {
  const bobToken = String((await accept((await invite({ role: 'editor' })).token, BOB)).body['accessToken']);
  const bob = await house.identity.authentication.authenticate(bobToken);
  expect(await codeOf(house.identity.invitations.create(bob, workspaceId, { role: 'editor' }))).toBe('access.denied');
  const asOwner = await house.send('POST', `/api/v1/workspaces/${workspaceId}/invitations`, {
    token: await house.tokenOf(OWNER.email),
    body: { role: 'owner' },
  });
  expect(asOwner).toMatchObject({ status: 400, body: { errors: [{ path: 'body.role' }] } });
});

test('tokens and passwords are nowhere in the database in the plain', async () => {
  const { token } = await invite({ role: 'editor' });
  const { key } = await house.identity.keys.create(owner, { name: 'k' });
  const { cookies } = await house.signIn(OWNER.email);
  const dump = await everything(house);
  for (const secret of [token, key, cookies['materi_refresh'], PASSWORD]) expect(dump).not.toContain(secret);
  expect(dump).toContain(OWNER.email);
});

async function everything({ database }: TestHouse): Promise<string> {
  const { sql } = await import('kysely');
  const tables = ['people', 'sessions', 'refresh_tokens', 'api_keys', 'invitations', 'signing_keys', 'setup_tokens'];
  const rows = await Promise.all(tables.map((table) => sql`select * from ${sql.table(table)}`.execute(database.db)));
  return JSON.stringify(rows.map((result) => result.rows));
}
