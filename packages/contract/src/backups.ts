import { z } from 'zod';
import { id, instant } from './values.ts';

/** A passphrase that somebody may have years to guess: 12–200 characters. */
export const backupPassphrase = z
  .string()
  .min(12, 'Must be at least 12 characters.')
  .max(200, 'Must be at most 200 characters.');

export const backup = z
  .object({
    name: z.string().describe('The name of its file.'),
    createdAt: instant.describe('The moment that it holds.'),
    bytes: z.number().int(),
    kind: z.enum(['manual', 'scheduled']),
    holdsKey: z.boolean().describe('Whether the master key is in it, under a passphrase.'),
    files: z.number().int().nullable(),
    rows: z.number().int().nullable(),
  })
  .meta({ id: 'Backup' });
export type Backup = z.infer<typeof backup>;

export const backupState = z
  .object({
    daily: z.boolean(),
    hour: z.number().int().min(0).max(23).describe('When the daily one is made, UTC.'),
    keep: z.number().int().min(1).max(365).describe('How many daily ones are kept.'),
    holdsKey: z.boolean().describe('Whether a recovery passphrase is set.'),
    folder: z.string().describe('Where they lie on the server.'),
    running: id.nullable().describe('The job that makes one now.'),
    lastFailure: z.object({ at: instant, detail: z.string() }).nullable().describe('Since the last success.'),
  })
  .meta({ id: 'BackupState' });
export type BackupState = z.infer<typeof backupState>;

export const backupSettingsUpdate = z
  .strictObject({
    daily: z.boolean(),
    hour: z.number().int().min(0).max(23),
    keep: z.number().int().min(1).max(365),
    passphrase: backupPassphrase.nullable().describe('A new recovery passphrase; null for none.'),
  })
  .partial();
export type BackupSettingsUpdate = z.infer<typeof backupSettingsUpdate>;

export const backupCreateRequest = z.strictObject({
  passphrase: backupPassphrase.optional().describe('For this backup only, in place of the recovery passphrase.'),
});
export type BackupCreateRequest = z.infer<typeof backupCreateRequest>;
