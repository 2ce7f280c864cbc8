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
