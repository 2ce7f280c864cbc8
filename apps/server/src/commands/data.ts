import { openDatabase, type OpenedDatabase } from '../kernel/db/open-database.ts';
import { migrate } from '../kernel/db/migrate.ts';
import { loadConfig, type Config } from '../kernel/config.ts';
import { createLogger, type Logger } from '../kernel/telemetry/logger.ts';
import { migrations } from '../migrations.ts';
import type { Given } from './options.ts';
import { CommandFailure } from './outcome.ts';

/** The configuration that a command on data works with. */
export async function commandConfig(given: Given): Promise<{ config: Config; logger: Logger }> {
  const config = await loadConfig({
    flags: { dataDir: given.text('data'), logLevel: given.text('log-level'), url: given.text('url') },
  });
  // Commands speak to a person: only what goes wrong belongs on stderr.
  const level = config.sources.logLevel === 'default' ? 'error' : config.logLevel;
  return { config, logger: createLogger({ level }) };
}

/** Opens only the database, for commands that need nothing around it. */
export async function withDatabase<Result>(
  config: Config,
  work: (database: OpenedDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir });
  try {
    await migrate(database, migrations);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** For commands that need the data to themselves. */
export function refuseRemote(config: Config, command: string): void {
  if (config.url !== null) {
    throw new CommandFailure(
      `materi ${command} works on the data itself, not through a server: leave --url and MATERI_URL out.`,
    );
  }
}
