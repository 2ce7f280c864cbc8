import type { BackupSettingsUpdate } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import { sealKey, type SealedKey } from '../../kernel/crypto/passphrase.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { BackupTables } from './schema.ts';

export interface StoredSettings {
  readonly daily: boolean;
  readonly hour: number;
  readonly keep: number;
  readonly sealedKey: SealedKey | null;
  /** In whose name the daily ones are made; `null` before anybody set anything. */
  readonly setBy: string | null;
}

const DEFAULTS: StoredSettings = { daily: false, hour: 2, keep: 14, sealedKey: null, setBy: null };

/** How backups are made: one row. */
export function createBackupSettings({
  database,
  clock,
  masterKey,
}: {
  database: Database;
  clock: Clock;
  masterKey: Uint8Array;
}) {
  const db = database.db.withTables<BackupTables>();

  async function read(): Promise<StoredSettings> {
    const row = await db.selectFrom('backup_settings').selectAll().executeTakeFirst();
    if (!row) return DEFAULTS;
    return { daily: row.daily, hour: row.hour, keep: row.keep, sealedKey: row.sealed_key, setBy: row.set_by };
  }

  return {
    read,
    /** Seals the master key under a new passphrase when one is given; the passphrase itself is kept nowhere. */
    async change(personId: string, { passphrase, ...rest }: BackupSettingsUpdate): Promise<void> {
      const sealed =
        typeof passphrase === 'string'
          ? JSON.stringify(await sealKey(masterKey, passphrase))
          : (passphrase ?? undefined);
      const before = await read();
      const set = {
        daily: rest.daily ?? before.daily,
        hour: rest.hour ?? before.hour,
        keep: rest.keep ?? before.keep,
        set_by: personId,
        updated_at: clock.now(),
        ...(passphrase === undefined ? {} : { sealed_key: sealed ?? null }),
      };
      await db
        .insertInto('backup_settings')
        .values({ slot: 1, sealed_key: null, ...set })
        .onConflict((conflict) => conflict.column('slot').doUpdateSet(set))
        .execute();
    },
  };
}
