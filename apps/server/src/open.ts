import type { Materi } from './compose.ts';
import type { Config } from './kernel/config.ts';
import { loadMasterKey } from './kernel/crypto/master-key.ts';
import { migrate } from './kernel/db/migrate.ts';
import { openDatabase, type OpenedDatabase } from './kernel/db/open-database.ts';
import { AppError } from './kernel/errors.ts';
import { makeDirectory } from './kernel/make-directory.ts';
import type { Logger } from './kernel/telemetry/logger.ts';
import { migrations } from './migrations.ts';
import { stopParts } from './parts.ts';

/** The opened data, wired; nothing runs yet. */
export interface OpenedMateri {
  readonly materi: Materi;
  readonly database: OpenedDatabase;
  /** Names of the migrations that this opening applied. */
  readonly applied: readonly string[];
}

const dataDirRefused = (path: string, cause: unknown) =>
  new AppError(
    'data.refused',
    500,
    `The data folder ${path} cannot be used (${(cause as NodeJS.ErrnoException).code ?? String(cause)}). Choose another with --data.`,
    { cause },
  );

/** Opens the data that the configuration names, migrates it, and wires everything on it. */
export async function openMateri(
  config: Config,
  logger: Logger,
  onFailure: (sentence: string) => void,
): Promise<OpenedMateri> {
  await makeDirectory(config.dataDir, 0o700).catch((error: unknown) => {
    throw dataDirRefused(config.dataDir, error);
  });
  // The engine starts in a thread of its own; meanwhile the rest of the program loads here.
  const composition = import('./compose.ts');
  composition.catch(() => {});
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, onFailure });
  try {
    const applied = await migrate(database, migrations);
    const masterKey = await loadMasterKey({ dataDir: config.dataDir, given: config.masterKey });
    const { compose } = await composition;
    return { materi: await compose({ config, logger, database, masterKey }), database, applied };
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
}

/** Opens the data for one piece of work and closes it again, whatever happens. `parts` names what the work needs running. */
export async function withMateri<Result>(
  config: Config,
  logger: Logger,
  work: (opened: OpenedMateri) => Promise<Result>,
): Promise<Result> {
  const opened = await openMateri(config, logger, () => {});
  try {
    return await work(opened);
  } finally {
    await stopParts(opened.materi.parts);
  }
}
