import { describeConfig } from '../kernel/config.ts';
import type { Command } from './command.ts';
import { commandConfig } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';

export const config: Command = {
  usage: 'config [--print]',
  describes: 'Check the configuration and, with --print, show every key; secrets are masked.',
  options: {
    ...COMMON_OPTIONS,
    print: { type: 'boolean', describes: 'Show every key with its value, where that came from and what it is for.' },
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const { config: loaded } = await commandConfig(given);
    for (const warning of loaded.warnings) terminal.note(`materi: ${warning}`);
    const lines = describeConfig(loaded);
    if (given.flag('json')) terminal.out(JSON.stringify(lines));
    else if (!given.flag('print')) terminal.out('The configuration is valid. Show it with: materi config --print');
    else {
      for (const { env, value, source, describes } of lines) {
        terminal.out(`${env.padEnd(28)} ${String(value ?? '-').padEnd(24)} ${source.padEnd(11)}  ${describes}`);
      }
    }
    return 0;
  },
};
