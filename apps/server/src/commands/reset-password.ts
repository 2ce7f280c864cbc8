import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';

export const resetPassword: Command = {
  usage: 'reset-password --email EMAIL',
  describes: 'Print a link with which somebody sets a new password, once and within a day.',
  options: {
    ...COMMON_OPTIONS,
    email: { type: 'string', value: 'EMAIL', describes: 'Whose password was forgotten.' },
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const email = given.required('email');
    const { config, logger } = await commandConfig(given);
    refuseRemote(config, 'reset-password');
    const link = await (
      await import('../open.ts')
    ).withMateri(config, logger, ({ materi }) => materi.identity.resets.createFor(email));
    // The server is not running, so the address is the one that it will have.
    const url = config.publicUrl === null ? link.url.replace(/^https?:\/\/[^/]*/, localAddress(config)) : link.url;
    if (given.flag('json')) terminal.out(JSON.stringify({ ...link, url }));
    else terminal.out(url);
    terminal.note('materi: start the server, then open this address. It is good for one day and one use.');
    return 0;
  },
};

const localAddress = ({ host, port }: { host: string; port: number }) =>
  `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`;
