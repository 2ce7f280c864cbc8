import { ROLES } from '../roles.ts';
import type { Command } from './command.ts';
import { COMMON_OPTIONS } from './options.ts';

export const roles: Command = {
  usage: 'roles',
  describes: 'List what a process can be started as.',
  options: COMMON_OPTIONS,
  async run(given, terminal) {
    const list = Object.entries(ROLES).map(([name, role]) => ({ name, ...role }));
    if (given.flag('json')) terminal.out(JSON.stringify(list));
    else {
      for (const { name, runs, available } of list) {
        terminal.out(`${name.padEnd(8)} ${runs}${available ? '' : ' (not by itself yet)'}`);
      }
    }
    return 0;
  },
};
