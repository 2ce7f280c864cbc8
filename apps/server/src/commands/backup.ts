import { createWriteStream } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { backupPassphrase } from '@materi/contract';
import { awaitJob, withRunning } from './at-work.ts';
import type { Command } from './command.ts';
import { commandConfig } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS, REMOTE_OPTIONS } from './options.ts';
import { CommandFailure, UsageError } from './outcome.ts';

const NO_KEY =
  'This backup does not hold the master key. Keep a copy of it apart (master.key in the data folder, or MATERI_MASTER_KEY): restoring asks for it. With --passphrase-stdin a copy goes along under a passphrase.';

export const backup: Command = {
  usage: 'backup --out FILE [--passphrase-stdin]',
  describes: 'Write everything into one file, also while the server runs (then with MATERI_KEY of an operator).',
  options: {
    ...COMMON_OPTIONS,
    out: { type: 'string', value: 'FILE', describes: 'The file to make; it must not be there yet.' },
    'passphrase-stdin': {
      type: 'boolean',
      describes: 'Put the master key along, under a passphrase that is read from standard input.',
    },
    ...REMOTE_OPTIONS,
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const file = resolve(given.required('out'));
    const { config, logger } = await commandConfig(given);
    if (await stat(file).catch(() => null)) throw new CommandFailure(`${file} is there already; choose another name.`);
    let passphrase: string | undefined;
    if (given.flag('passphrase-stdin')) {
      const parsed = backupPassphrase.safeParse((await terminal.readInput()).replace(/\r?\n$/, ''));
      if (!parsed.success) throw new UsageError(`The passphrase: ${parsed.error.issues[0]!.message}`);
      passphrase = parsed.data;
    }
    const progress = (share: number, what: string) => {
      if (terminal.interactive) terminal.progress(share >= 1 ? '' : `${Math.round(share * 100)}% ${what}`);
    };

    const made = await withRunning(config, logger, {
      async direct({ materi }) {
        const abort = new AbortController();
        process.once('SIGINT', () => abort.abort());
        return materi.backups.writeTo(file, { passphrase, signal: abort.signal, progress });
      },
      async through(server) {
        const job = await awaitJob(server, await server.startBackup(passphrase), terminal);
        const { name, ...about } = job.result as { name: string; bytes: number; rows: number; files: number };
        const unfinished = `${file}.part`;
        try {
          await pipeline(await server.backup(name), createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }));
          const written = await open(unfinished, 'r');
          await written.sync().finally(() => written.close());
          await link(unfinished, file).then(
            () => rm(unfinished),
            () => rename(unfinished, file),
          );
        } catch (error) {
          await rm(unfinished, { force: true });
          throw error;
        }
        return { ...about, file, holdsKey: await server.backupHoldsKey(name) };
      },
    });
    if (given.flag('json')) terminal.out(JSON.stringify(made));
    else
      terminal.out(
        `${made.file}: ${made.rows} rows and ${made.files} files in ${(made.bytes / 1024 ** 2).toFixed(1)} MB.`,
      );
    if (!made.holdsKey) terminal.note(`materi: ${NO_KEY}`);
    return 0;
  },
};
