import { listJobs } from '../kernel/jobs/list.ts';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote, withDatabase } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';

const SHOWN = 50;

export const jobs: Command = {
  usage: 'jobs',
  describes: `List the newest ${SHOWN} jobs.`,
  options: { ...COMMON_OPTIONS, ...DATA_OPTIONS },
  async run(given, terminal) {
    const { config } = await commandConfig(given);
    refuseRemote(config, 'jobs');
    const list = await withDatabase(config, (database) => listJobs(database, SHOWN));
    if (given.flag('json')) terminal.out(JSON.stringify(list));
    else if (list.length === 0) terminal.out('There are no jobs.');
    else {
      for (const { id, kind, status, progress, createdAt, error } of list) {
        const end = error ? `  ${error.code}: ${error.detail}` : '';
        terminal.out(
          `${id}  ${createdAt.toISOString()}  ${kind.padEnd(16)}  ${status.padEnd(9)}  ${Math.round(progress * 100)}%${end}`,
        );
      }
    }
    return 0;
  },
};
