import type { ColumnType } from 'kysely';
import type { SealedKey } from '../../kernel/crypto/passphrase.ts';

/** The tables of this domain; no other one names them. */
export type BackupTables = {
  backup_settings: {
    slot: number;
    daily: boolean;
    hour: number;
    keep: number;
    sealed_key: ColumnType<SealedKey | null, string | null, string | null>;
    set_by: string;
    updated_at: Date;
  };
};
