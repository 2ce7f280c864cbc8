import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { kernelMigrations } from '../migrations/index.ts';
import { checkMasterKey } from './key-check.ts';
import { createVault } from './vault.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase(kernelMigrations);
});
afterAll(async () => database.close());

test('data takes the key of its first start and no other', async () => {
  const vaultOf = (byte: number) => createVault(new Uint8Array(32).fill(byte));
  await checkMasterKey(database.database, vaultOf(1));
  await checkMasterKey(database.database, vaultOf(1));
  await expect(checkMasterKey(database.database, vaultOf(2))).rejects.toMatchObject({ code: 'data.wrong_master_key' });
});
