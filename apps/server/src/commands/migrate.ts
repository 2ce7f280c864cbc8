import { migrate as applyMigrations } from '../kernel/db/migrate.ts';
import { openDatabase } from '../kernel/db/open-database.ts';
import { migrations } from '../migrations.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';

export const migrate: Command = {
  usage: 'migrate',
  describes: 'Bring the database to the shape that this version needs (serve does it too).',
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  async run(given, terminal) {
    const { config } = await commandConfig(given);
    refuseRemote(config, 'migrate');
    const database = await openDatabase({ databaseUrl: config.databaseUrl, dataDir: config.dataDir });
    try {
      const applied = await applyMigrations(database, migrations);
      if (given.flag('json')) terminal.out(JSON.stringify({ applied }));
      else terminal.out(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
      return 0;
    } finally {
      await database.close();
    }
  },
};
