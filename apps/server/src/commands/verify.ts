import { readInventory } from '../domains/documents/index.ts';
import { readEverything } from '../kernel/db/readable.ts';
import { isAppError } from '../kernel/errors.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';

export const verify: Command = {
  usage: 'verify',
  describes: 'Read all data and say what is damaged: the database, the bodies of pages, the files.',
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  async run(given, terminal) {
    const { config, logger } = await commandConfig(given);
    refuseRemote(config, 'verify');
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
