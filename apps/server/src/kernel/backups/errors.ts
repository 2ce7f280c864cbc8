import { AppError } from '../errors.ts';

/** Something in a backup file is not what was written; `part` names it. */
export const backupBroken = (file: string, part: string, why: string) =>
  new AppError('backup.broken', 422, `The backup ${file} is damaged: ${part} ${why}.`);

export const notABackup = (file: string) =>
  new AppError('backup.unknown', 422, `${file} is no backup of Materi, or its beginning is damaged.`);

export const backupUnreadable = (file: string, why: string) =>
  new AppError('backup.unreadable', 404, `The backup ${file} cannot be read (${why}).`);

export const newerBackup = (file: string, what: string) =>
  new AppError(
    'backup.newer',
    422,
    `The backup ${file} was made by a newer Materi (${what}). Restore it with that program, or a newer one.`,
  );

export const notEmpty = (where: string, advice: string) =>
  new AppError('restore.not_empty', 409, `${where} holds data already, and nothing was changed. ${advice}`);

export const keyNeeded = (file: string, sealed: boolean) =>
  new AppError(
    'restore.key_needed',
    422,
    sealed
      ? `The master key in ${file} is under a passphrase: give it with --passphrase-stdin, or the key itself with --master-key FILE.`
      : `${file} holds no master key: give the one of the workspace it was made from, with --master-key FILE or MATERI_MASTER_KEY.`,
  );

export const wrongPassphrase = () =>
  new AppError(
    'restore.wrong_passphrase',
    422,
    'This is not the passphrase under which the backup keeps its master key.',
  );

export const otherMasterKey = (source: string) =>
  new AppError('restore.other_key', 422, `${source} is not the master key of this backup.`);

export const cancelled = () => new AppError('backup.cancelled', 409, 'The backup was cancelled.');

export const dumpFailed = (why: string) =>
  new AppError('backup.failed', 500, `The copy of the database could not be read: ${why}`);
