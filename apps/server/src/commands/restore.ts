import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { restoreBackup } from '../kernel/backups/restore.ts';
import { migrations } from '../migrations.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { CommandFailure, UsageError } from './outcome.ts';

export const restore: Command = {
  usage: 'restore FILE [--data FOLDER] [--passphrase-stdin | --master-key FILE] [--force]',
  describes: 'Make a workspace from a backup, in an empty data folder (and the empty database of DATABASE_URL).',
  options: {
    ...COMMON_OPTIONS,
    'passphrase-stdin': { type: 'boolean', describes: 'Read the passphrase of the backup from standard input.' },
    'master-key': { type: 'string', value: 'FILE', describes: 'The master key, for a backup that does not hold it.' },
    force: { type: 'boolean', describes: 'Move what is in the data folder aside; it is kept there.' },
    ...DATA_OPTIONS,
  },
  words: [1, 1],
  async run(given, terminal) {
    if (given.flag('passphrase-stdin') && given.text('master-key') !== undefined)
      throw new UsageError('Give --passphrase-stdin or --master-key, not both.');
    const { config } = await commandConfig(given);
    refuseRemote(config, 'restore');
    const keyFile = given.text('master-key');
    const keyText =
      keyFile === undefined
        ? null
        : await readFile(keyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
            throw new CommandFailure(`The master key in ${keyFile} cannot be read (${error.code}).`);
          });
    const restored = await restoreBackup({
      file: resolve(given.words[0]!),
      dataDir: config.dataDir,
      blobsDir: config.blobsDir,
      databaseUrl: config.databaseUrl,
      migrations,
      givenKey:
        keyText !== null
          ? { text: keyText, source: keyFile!, configured: false }
          : config.masterKey !== null
            ? { text: config.masterKey, source: 'MATERI_MASTER_KEY', configured: true }
            : null,
      passphrase: given.flag('passphrase-stdin')
        ? async () => (await terminal.readInput()).replace(/\r?\n$/, '')
        : null,
      force: given.flag('force'),
      now: () => new Date(),
      progress: (share, what) => {
        if (terminal.interactive) terminal.progress(share >= 1 ? '' : `${Math.round(share * 100)}% ${what}`);
      },
    });
    if (given.flag('json')) terminal.out(JSON.stringify(restored));
    else {
      terminal.out(
        `Restored ${restored.rows} rows and ${restored.files} files as of ${restored.createdAt} into ${config.dataDir}. Start it with: ./materi serve --data ${config.dataDir}`,
      );
      if (restored.aside !== null) terminal.note(`materi: what was there before is in ${restored.aside}`);
    }
    return 0;
  },
};
