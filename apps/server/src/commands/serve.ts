import { isAvailableRole, ROLES } from '../roles.ts';
import { startParts, stopParts } from '../parts.ts';
import { loadConfig } from '../kernel/config.ts';
import { createLogger } from '../kernel/telemetry/logger.ts';
import type { Command } from './command.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { UsageError } from './outcome.ts';

/** How long a stop may take before the process ends all the same, in milliseconds. */
const STOP_LIMIT_MS = 25_000;

export const serve: Command = {
  usage: 'serve [--role ROLE] [--host HOST] [--port PORT] [--data FOLDER] [--public-url URL]',
  describes: 'Run the server.',
  options: {
    ...COMMON_OPTIONS,
    role: { type: 'string', value: 'ROLE', describes: 'What to run (see materi roles); all unless told otherwise.' },
    host: { type: 'string', value: 'HOST', describes: 'The address to listen on; 127.0.0.1 unless told otherwise.' },
    port: { type: 'string', value: 'PORT', describes: 'The port; 8080 unless told otherwise, 0 for a free one.' },
    'public-url': {
      type: 'string',
      value: 'URL',
      describes: 'The address under which people reach this instance, for links and cookies.',
    },
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const config = await loadConfig({
      flags: {
        role: given.text('role'),
        host: given.text('host'),
        port: given.text('port'),
        dataDir: given.text('data'),
        publicUrl: given.text('public-url'),
        logLevel: given.text('log-level'),
      },
    });
    if (!isAvailableRole(config.role)) {
      throw new UsageError(
        Object.hasOwn(ROLES, config.role)
          ? `The role ${config.role} cannot run by itself yet; use --role all.`
          : `There is no role ${config.role}. The roles are: ${Object.keys(ROLES).join(', ')}.`,
      );
    }
    const logger = createLogger({ level: config.logLevel });
    for (const warning of config.warnings) logger.warn(warning);

    let end: (code: number) => void = () => {};
    const ended = new Promise<number>((resolve) => {
      end = resolve;
    });
    const signalled = (signal: NodeJS.Signals) => {
      logger.info({ signal }, 'stopping');
      end(0);
    };
    // A bug that nobody caught leaves the process in an unknown state: say so once, stop, and let a supervisor start anew.
    const failed = (error: unknown) => {
      logger.fatal({ err: error }, 'unexpected failure');
      end(1);
    };
    process.once('uncaughtException', failed);
    process.once('unhandledRejection', failed);
    process.once('SIGTERM', signalled);
    process.once('SIGINT', signalled);

    const { materi, database } = await (
      await import('../open.ts')
    ).openMateri(config, logger, (sentence) => {
      logger.fatal(sentence);
      end(1);
    });
    try {
      await startParts(materi.parts);
    } catch (error) {
      await stopParts(materi.parts).catch(() => {});
      throw error;
    }
    const address = materi.address();
    await database.announce(address);
    const token = await materi.identity.setup.setupToken();
    if (token !== null) {
      terminal.note(
        `Nobody owns this instance yet. Make the first owner at ${materi.publicUrl()}/setup?token=${token}`,
      );
    }
    terminal.out(`Materi is ready at ${address}`);

    const code = await ended;
    // Whatever hangs must not keep a supervisor waiting; what was acknowledged is on disk already.
    setTimeout(() => process.exit(code === 0 ? 1 : code), STOP_LIMIT_MS).unref();
    await stopParts(materi.parts);
    logger.info('stopped');
    return code;
  },
};
