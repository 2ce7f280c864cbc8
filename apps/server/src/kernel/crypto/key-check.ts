import type { Database } from '../db/database.ts';
import { AppError } from '../errors.ts';
import type { KernelTables } from '../schema.ts';
import type { Vault } from './vault.ts';

const PURPOSE = 'kernel/master-key-check';

const wrongMasterKey = () =>
  new AppError(
    'data.wrong_master_key',
    500,
    'The master key does not belong to this data. Put back the master.key (or MATERI_MASTER_KEY) with which it was made.',
  );

/**
 * Holds a database to the master key of its first start. Without this a lost
 * key would be replaced in silence, and everything sealed would fail one by one.
 *
 * @throws AppError `data.wrong_master_key`
 */
export async function checkMasterKey(database: Database, vault: Vault): Promise<void> {
  const db = database.db.withTables<KernelTables>();
  await db
    .insertInto('master_key_check')
    .values({ slot: 1, sealed: vault.seal(Buffer.from('materi'), PURPOSE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { sealed } = await db.selectFrom('master_key_check').select('sealed').executeTakeFirstOrThrow();
  try {
    vault.open(sealed, PURPOSE);
  } catch {
    throw wrongMasterKey();
  }
}
