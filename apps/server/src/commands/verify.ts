import { resolve } from 'node:path';
import { readInventory } from '../domains/documents/index.ts';
import { openBackup } from '../kernel/backups/archive-reader.ts';
import { readEverything } from '../kernel/db/readable.ts';
import { isAppError } from '../kernel/errors.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import type { Terminal } from './outcome.ts';

export const verify: Command = {
  usage: 'verify [BACKUP]',
  describes: 'Read all data and say what is damaged: the database, the bodies of pages, the files. Or read a backup.',
  words: [0, 1],
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  async run(given, terminal) {
    const { config, logger } = await commandConfig(given);
    refuseRemote(config, 'verify');
    const [file] = given.words;
    if (file !== undefined) return verifyBackup(resolve(file), given.flag('json'), terminal);
    const faults: string[] = [];
    const counts = { tables: 0, rows: 0, pages: 0, files: 0 };
    await (
      await import('../open.ts')
    ).withMateri(config, logger, async ({ materi: { database, content, blobs } }) => {
      for await (const { table, rows, fault } of readEverything(database)) {
        counts.tables += 1;
        counts.rows += rows;
        if (fault !== null) faults.push(`The table ${table} cannot be read: ${fault}`);
      }
      const inventory = await readInventory(database);
      for (const documentId of inventory.documentIds) {
        counts.pages += 1;
        await content.body(documentId).catch((error: unknown) => {
          faults.push(
            `The body of page ${documentId} cannot be read: ${isAppError(error) ? error.message : String(error)}`,
          );
        });
      }
      const found = new Set<string>();
      for await (const { workspaceId, name, intact } of blobs.check()) {
        counts.files += 1;
        found.add(`${workspaceId}/${name}`);
        if (!intact) faults.push(`The file ${workspaceId}/${name} is damaged: its content does not fit its name.`);
      }
      for (const { workspaceId, name } of inventory.files) {
        if (!found.has(`${workspaceId}/${name}`)) faults.push(`The file ${workspaceId}/${name} is missing.`);
      }
    });
    const summary = `${counts.tables} tables with ${counts.rows} rows, ${counts.pages} pages and ${counts.files} files were read`;
    if (given.flag('json')) terminal.out(JSON.stringify({ ...counts, faults }));
    else
      terminal.out(
        [...faults, `${summary}: ${faults.length === 0 ? 'all is well' : `${faults.length} faults`}.`].join('\n'),
      );
    return faults.length === 0 ? 0 : 1;
  },
};

/** Reads every byte of a backup; what is wrong with it is thrown in one sentence. */
async function verifyBackup(file: string, json: boolean, terminal: Terminal): Promise<number> {
  const backup = await openBackup(file, (share) => {
    if (terminal.interactive) terminal.progress(`${Math.round(share * 100)}%`);
  });
  await backup.close();
  if (terminal.interactive) terminal.progress('');
  const { createdAt, version, database, blobs, masterKey } = backup.manifest;
  const rows = database.tables.reduce((sum, table) => sum + table.rows, 0);
  const about = {
    createdAt,
    version,
    tables: database.tables.length,
    rows,
    files: blobs.files,
    holdsKey: masterKey.sealed !== null,
  };
  terminal.out(
    json
      ? JSON.stringify({ ...about, faults: [] })
      : `A backup of ${createdAt} by Materi ${version}: ${about.tables} tables with ${rows} rows and ${blobs.files} files, ${about.holdsKey ? 'with the master key under a passphrase' : 'without the master key'}: all is well.`,
  );
  return 0;
}
