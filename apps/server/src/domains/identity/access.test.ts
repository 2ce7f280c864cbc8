import { assert, asyncProperty, constantFrom, subarray, uniqueArray, record } from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEY_SCOPES, WORKSPACE_ROLES } from '@materi/contract';
import { newId } from '../../kernel/ids.ts';
import { ACTIONS, isAtLeast, type Action } from './access.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { codeOf, openTestHouse, type TestHouse } from './test-house.ts';

const PEOPLE = [newId(), newId()];
const WORKSPACES = [newId(), newId()];
const PAGES = WORKSPACES.flatMap((workspaceId) => [
  { id: newId(), workspaceId },
  { id: newId(), workspaceId },
]);

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
  const at = new Date();
  await house.database.db
    .withTables<IdentityTables>()
    .insertInto('workspaces')
    .values(WORKSPACES.map((id) => ({ id, name: 'W', version: 1, created_at: at, updated_at: at })))
    .execute();
});
afterAll(() => house.close());

const principalOf = (personId: string, scopes: Principal['scopes'] = ['*']): Principal => ({
  personId,
  name: 'P',
  sessionId: null,
  keyId: null,
  scopes,
});

const tuple = record({
  person: constantFrom(...PEOPLE),
  object: constantFrom(...WORKSPACES.map((id) => ({ id, workspaceId: id })), ...PAGES),
  role: constantFrom(...WORKSPACE_ROLES),
});

async function setTuples(
  tuples: readonly { person: string; object: { id: string; workspaceId: string }; role: string }[],
) {
  const db = house.database.db.withTables<IdentityTables>();
  await db.deleteFrom('relation_tuples').execute();
  for (const { person, object, role } of tuples) {
    await db
      .insertInto('relation_tuples')
      .values({
        workspace_id: object.workspaceId,
        object_type: object.id === object.workspaceId ? 'workspace' : 'document',
        object_id: object.id,
        relation: role as 'viewer',
        subject_type: 'person',
        subject_id: person,
        created_at: new Date(),
      })
      .execute();
  }
}

/** The ids of the pages that `readableBy` lets through. */
async function readable(principal: Principal): Promise<string[]> {
  const pages = sql.join(PAGES.map((page) => sql`(${page.id}::uuid, ${page.workspaceId}::uuid)`));
  const condition = house.identity.access.readableBy(principal, {
    workspaceId: 'pages.workspace_id',
    documentId: 'pages.id',
  });
  const { rows } = await sql<{ id: string }>`
    select pages.id from (values ${pages}) as pages (id, workspace_id) where ${condition}`.execute(house.database.db);
  return rows.map((row) => row.id).toSorted();
}

test('for whatever tuples and scopes, lists show exactly the pages that may be read', async () => {
  await assert(
    asyncProperty(
      uniqueArray(tuple, { selector: ({ person, object }) => `${person} ${object.id}`, maxLength: 10 }),
      subarray([...KEY_SCOPES]),
      async (tuples, scopes) => {
        await setTuples(tuples);
        for (const personId of PEOPLE) {
          const principal = principalOf(personId, scopes);
          const allowed: string[] = [];
          for (const page of PAGES) {
            const resource = { type: 'document', ...page } as const;
            if (await house.identity.access.can(principal, 'document.read', resource)) allowed.push(page.id);
          }
          expect(await readable(principal)).toEqual(allowed.toSorted());
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('for whatever tuples, the stronger of the roles on workspace and page decides each action', async () => {
  await assert(
    asyncProperty(
      uniqueArray(tuple, { selector: ({ person, object }) => `${person} ${object.id}`, maxLength: 10 }),
      constantFrom(...(Object.keys(ACTIONS) as Action[]).filter((action) => action.startsWith('document.'))),
      async (tuples, action) => {
        await setTuples(tuples);
        for (const personId of PEOPLE) {
          for (const page of PAGES) {
            const held = tuples
              .filter((one) => one.person === personId && [page.id, page.workspaceId].includes(one.object.id))
              .some((one) => isAtLeast(one.role, ACTIONS[action]));
            const resource = { type: 'document', ...page } as const;
            expect(await house.identity.access.can(principalOf(personId), action, resource)).toBe(held);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('without any tuple everything is refused as if it did not exist', async () => {
  await setTuples([]);
  const [page = { id: '', workspaceId: '' }] = PAGES;
  for (const action of Object.keys(ACTIONS) as Action[]) {
    const resource = { type: 'document', ...page } as const;
    expect(await house.identity.access.can(principalOf(PEOPLE[0] ?? ''), action, resource)).toBe(false);
    expect(await codeOf(house.identity.access.require(principalOf(PEOPLE[0] ?? ''), action, resource))).toBe(
      'document.not_found',
    );
  }
  expect(await readable(principalOf(PEOPLE[0] ?? ''))).toEqual([]);
});
