import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Principal } from './principal.ts';
import { codeOf, openTestHouse, OWNER, type TestHouse } from './test-house.ts';

let house: TestHouse;
let owner: Principal;
let workspaceId: string;
beforeEach(async () => {
  house = await openTestHouse();
  ({ workspaceId } = await house.identity.setup.createOwner(OWNER));
  owner = await house.principalOf(OWNER.email);
});
afterEach(() => house.close());

const putRole = (by: Principal, personId: string, role: 'owner' | 'admin' | 'editor' | 'viewer') =>
  house.identity.members.setRole(by, workspaceId, personId, role);
const remove = (by: Principal, personId: string) => house.identity.members.remove(by, workspaceId, personId);

test('the last owner can neither be demoted, nor removed, nor leave', async () => {
  expect(await codeOf(putRole(owner, owner.personId, 'editor'))).toBe('member.last_owner');
  expect(await codeOf(remove(owner, owner.personId))).toBe('member.last_owner');
  const bob = await house.join(owner, workspaceId, 'editor', 'bob@example.org');
  await putRole(owner, bob, 'owner');
  await remove(owner, owner.personId);
  expect(await codeOf(house.identity.workspaces.get(owner, workspaceId))).toBe('workspace.not_found');
});

test('two owners who demote each other at once leave one of them', async () => {
  const bobId = await house.join(owner, workspaceId, 'editor', 'bob@example.org');
  await putRole(owner, bobId, 'owner');
  const bob = await house.principalOf('bob@example.org');
  for (let round = 0; round < 8; round += 1) {
    await Promise.all([codeOf(putRole(owner, bobId, 'viewer')), codeOf(putRole(bob, owner.personId, 'viewer'))]);
    const rows = await Promise.all([owner, bob].map((one) => house.identity.workspaces.get(one, workspaceId)));
    expect(rows.map((row) => row.role).toSorted()).toEqual(['owner', 'viewer']);
    const [kept, lost] = rows[0]?.role === 'owner' ? [owner, bobId] : [bob, owner.personId];
    await putRole(kept, lost, 'owner');
  }
});

test('an admin manages members but neither makes, changes nor removes an owner', async () => {
  const annId = await house.join(owner, workspaceId, 'admin', 'ann@example.org');
  const bobId = await house.join(owner, workspaceId, 'viewer', 'bob@example.org');
  const ann = await house.principalOf('ann@example.org');
  expect((await putRole(ann, bobId, 'editor')).role).toBe('editor');
  expect(await codeOf(putRole(ann, bobId, 'owner'))).toBe('member.owners_only');
  expect(await codeOf(putRole(ann, annId, 'owner'))).toBe('member.owners_only');
  expect(await codeOf(putRole(ann, owner.personId, 'viewer'))).toBe('member.owners_only');
  expect(await codeOf(remove(ann, owner.personId))).toBe('member.owners_only');
  const bob = await house.principalOf('bob@example.org');
  expect(await codeOf(putRole(bob, annId, 'viewer'))).toBe('access.denied');
  expect(await codeOf(remove(bob, annId))).toBe('access.denied');
  await remove(bob, bobId);
});

test('changes of role and removals are told before they are answered, and hold at once', async () => {
  const bobId = await house.join(owner, workspaceId, 'editor', 'bob@example.org');
  const bob = await house.principalOf('bob@example.org');
  const resource = { type: 'document', id: workspaceId, workspaceId } as const;
  expect(await house.identity.access.can(bob, 'document.edit', resource)).toBe(true);
  house.changes.length = 0;
  await putRole(owner, bobId, 'viewer');
  expect(house.changes).toEqual([{ personId: bobId, workspaceId }]);
  expect(await house.identity.access.can(bob, 'document.edit', resource)).toBe(false);
  await remove(owner, bobId);
  expect(house.changes).toHaveLength(2);
  expect(await house.identity.access.roleOn(bob, resource)).toBeNull();
  expect(house.events.map((event) => event.type)).toEqual(
    expect.arrayContaining(['identity.role_changed', 'identity.member_removed']),
  );
});

test('a stranger learns nothing of a workspace, not even that it exists', async () => {
  const other = await house.identity.workspaces.create(owner, 'Other');
  await house.join(owner, workspaceId, 'admin', 'bob@example.org');
  const token = await house.tokenOf('bob@example.org');
  const nowhere = '01890000-0000-7000-8000-000000000000';
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'Mine' }],
    ['GET', '/members', undefined],
    ['PUT', '/members', { personId: owner.personId, role: 'viewer' }],
    ['DELETE', `/members/${owner.personId}`, undefined],
    ['DELETE', `/members?personId=${owner.personId}`, undefined],
    ['GET', '/invitations', undefined],
    ['POST', '/invitations', { role: 'viewer' }],
    ['DELETE', `/invitations/${nowhere}`, undefined],
  ] as const) {
    const there = await house.send(method, `/api/v1/workspaces/${other.id}${path}`, { token, body });
    const not = await house.send(method, `/api/v1/workspaces/${nowhere}${path}`, { token, body });
    expect(there, `${method} ${path}`).toMatchObject({ status: 404, body: { code: 'workspace.not_found' } });
    expect(there.body).toEqual(not.body);
    const anonymous = await house.send(method, `/api/v1/workspaces/${other.id}${path}`, { body });
    expect(anonymous, `${method} ${path}`).toMatchObject({ status: 401, body: { code: 'auth.required' } });
  }
  const list = await house.send('GET', '/api/v1/workspaces', { token });
  expect((list.body['items'] as { id: string }[]).map((one) => one.id)).toEqual([workspaceId]);
});

test('members and workspaces are listed page by page, each once', async () => {
  for (const name of ['b', 'c', 'd', 'e']) await house.join(owner, workspaceId, 'viewer', `${name}@example.org`);
  const token = await house.tokenOf(OWNER.email);
  const seen: string[] = [];
  let cursor: unknown = '';
  while (cursor !== null) {
    const query = cursor === '' ? '' : `&cursor=${String(cursor)}`;
    const { body } = await house.send('GET', `/api/v1/workspaces/${workspaceId}/members?limit=2${query}`, { token });
    seen.push(...(body['items'] as { person: { email: string } }[]).map((one) => one.person.email));
    cursor = body['nextCursor'];
  }
  expect(seen.toSorted()).toEqual([OWNER.email, 'b@example.org', 'c@example.org', 'd@example.org', 'e@example.org']);
  const bad = await house.send('GET', `/api/v1/workspaces/${workspaceId}/members?cursor=x`, { token });
  expect(bad).toMatchObject({ status: 400, body: { errors: [{ path: 'query.cursor' }] } });
});

test('a workspace that someone changed meanwhile is not overwritten', async () => {
  const token = await house.tokenOf(OWNER.email);
  const url = `/api/v1/workspaces/${workspaceId}`;
  const { headers } = await house.send('GET', url, { token });
  const etag = String(headers['etag']);
  const patch = (name: string) => house.send('PATCH', url, { token, body: { name }, headers: { 'if-match': etag } });
  const first = await patch('One');
  expect(first).toMatchObject({ status: 200, body: { name: 'One' } });
  expect(first.headers['etag']).not.toBe(etag);
  expect(await patch('Two')).toMatchObject({ status: 412, body: { code: 'precondition.failed' } });
  const long = await house.send('PATCH', url, { token, body: { name: 'x'.repeat(10_000) } });
  expect(long).toMatchObject({ status: 400, body: { errors: [{ path: 'body.name' }] } });
});
