import { AppError } from '../errors.ts';

/** The sentence of anything thrown. */
const reason = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
};

export const databaseUnreachable = (where: string, cause: unknown) =>
  new AppError(
    'database.unreachable',
    503,
    `The database at ${where} cannot be used: ${reason(cause)}. Check DATABASE_URL and that PostgreSQL is running.`,
    { cause },
  );

export const invalidDatabaseUrl = () =>
  new AppError(
    'database.invalid_url',
    500,
    'DATABASE_URL is not an address such as postgres://person:password@host:5432/materi.',
  );

export const postgresTooOld = (version: string) =>
  new AppError(
    'database.too_old',
    500,
    `The database is PostgreSQL ${version}; Materi needs 15 or later. Upgrade it, or leave DATABASE_URL out to use the embedded one.`,
  );

export const migrationChanged = (name: string) =>
  new AppError(
    'database.migration_changed',
    500,
    `The migration ${name} differs from the one that was applied to this database. A released migration never changes; run the program that made this database, or a newer one.`,
  );

export const newerProgram = (names: readonly string[]) =>
  new AppError(
    'database.newer_program',
    500,
    `A newer Materi has been here: this database has ${names.length === 1 ? 'the migration' : 'the migrations'} ${names.join(', ')}, unknown to this program. Start the newer program, or restore a backup from before the upgrade.`,
  );

export const migrationFailed = (name: string, cause: unknown) =>
  new AppError(
    'database.migration_failed',
    500,
    `The migration ${name} failed and was rolled back: ${reason(cause)}.`,
    { cause },
  );

export const engineRefused = (directory: string, why: string) =>
  new AppError(
    'database.refused',
    503,
    `The embedded database in ${directory} did not start: ${why}. Nothing was changed; keep a copy of the folder before trying to repair it.`,
  );

export const engineNotDurable = (directory: string) =>
  new AppError(
    'database.not_durable',
    503,
    `A write to the embedded database in ${directory} did not reach the disk, so "saved" could not be promised. Materi does not start like this; reinstall it, or set DATABASE_URL.`,
  );

export const engineFailed = (sentence: string) => new AppError('database.failed', 503, sentence);

export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Where it answers; `null` when it does not listen (or not yet). */
  readonly address: string | null;
  /** RFC 3339, UTC. */
  readonly since: string;
}

export const dataInUse = (directory: string, holder: Holder | undefined) =>
  new AppError(
    'data.in_use',
    409,
    holder
      ? `The data folder ${directory} is in use by process ${holder.pid} on ${holder.host}${holder.address ? ` (${holder.address})` : ''} since ${holder.since}. Stop that process first${holder.address ? ', or do it on the screens at that address' : ''}.`
      : `The data folder ${directory} is in use by another process. Stop that process first.`,
  );

const dataNotWritable = (path: string, cause: unknown) =>
  new AppError(
    'data.not_writable',
    503,
    `Materi may not write to ${path} (${reason(cause)}). Give it a folder that it owns, with --data or MATERI_DATA_DIR.`,
    { cause },
  );

const dataDiskFull = (path: string, cause: unknown) =>
  new AppError('data.disk_full', 507, `The disk that holds ${path} is full. Free some space and start again.`, {
    cause,
  });

export const dataForeign = (path: string) =>
  new AppError(
    'data.foreign',
    503,
    `${path} holds files but no database of Materi, and is left alone. Choose another data folder, or move those files away.`,
  );

export const dataNewer = (path: string, theirs: string, ours: string) =>
  new AppError(
    'data.newer',
    503,
    `The database in ${path} was written by a newer Materi (engine ${theirs}; this one has ${ours}). Start the newer program.`,
  );

export const dataOlder = (path: string, theirs: string, ours: string) =>
  new AppError(
    'data.older',
    503,
    `The database in ${path} was written by PostgreSQL ${theirs}; this Materi embeds ${ours}. Write a backup with the older program and restore it here.`,
  );

export const firstStartFailed = (why: string) =>
  new AppError('database.first_start_failed', 503, `The embedded database could not be created: ${why}.`);

/** Puts what the file system says about `path` into words; anything unexpected stays what it is. */
export function fileFault(path: string, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return dataDiskFull(path, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENAMETOOLONG':
    case 'ENOTDIR':
    case 'EEXIST':
      return dataNotWritable(path, error);
    default:
      return error;
  }
}
