import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../test/support/database.ts';
import { newId } from '../../../kernel/ids.ts';
import { migrations } from '../../../migrations.ts';
import { createVersionStore } from './version-store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(migrations);
});
afterAll(async () => database.close());

test('two restores in the same moment are two versions, and the second takes nothing of the first away', async () => {
  const { database: db } = database;
  const store = createVersionStore({ database: db });
  const [documentId, ada, bo] = [newId(), newId(), newId()];
  const write = (seq: number, personId: string) =>
    sql`insert into document_updates (document_id, seq, data, person_id, client_ids, created_at)
      values (${documentId}, ${seq}, ${Buffer.of(0, 0)}, ${personId}, '{}', now())`.execute(db.db);
  await write(1, ada);
  await store.catchUp(documentId);
  const [wanted] = await store.list(documentId, { named: false, beforeSeq: null, limit: 1 });
  // Both looked at the page as it was after its first edit; then somebody else looked at the list.
  await write(2, ada);
  await write(3, bo);
  await write(4, bo);
  const file = (seq: number, personId: string) =>
    db.transaction((tx) =>
      store.recordRestore(tx, { documentId, afterSeq: 1, seq, personId, from: (wanted as { id: string }).id }),
    );
  const first = await file(2, ada);
  await store.catchUp(documentId);
  const second = await file(4, bo);
  expect(await store.find(documentId, first.made?.id ?? '')).toMatchObject({ kind: 'restore', people: [ada] });
  const rows = await store.list(documentId, { named: false, beforeSeq: null, limit: 9 });
  expect(rows.map(({ kind, first_seq, last_seq }) => [kind, Number(first_seq), Number(last_seq)])).toEqual([
    ['restore', 4, 4],
    ['session', 3, 3],
    ['restore', 2, 2],
    ['session', 1, 1],
  ]);
  expect(second.before?.id).toBe(rows[1]?.id);
});
