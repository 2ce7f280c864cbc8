import { setupRequest } from '@materi/contract';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { UsageError } from './outcome.ts';

export const setup: Command = {
  usage: 'setup --email EMAIL --name NAME --workspace NAME --password-stdin',
  describes: 'Make the first owner and their workspace; refuses when there is an owner.',
  options: {
    ...COMMON_OPTIONS,
    email: { type: 'string', value: 'EMAIL', describes: 'The address to sign in with.' },
    name: { type: 'string', value: 'NAME', describes: 'What other people see.' },
    workspace: { type: 'string', value: 'NAME', describes: 'The name of the first workspace.' },
    'password-stdin': { type: 'boolean', describes: 'Read the password from standard input.' },
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const fields = {
      email: given.required('email'),
      name: given.required('name'),
      workspace: given.required('workspace'),
    };
    if (!given.flag('password-stdin')) throw new UsageError('The option --password-stdin is missing.');
    const { config, logger } = await commandConfig(given);
    refuseRemote(config, 'setup');
    const password = (await terminal.readInput()).replace(/\r?\n$/, '');
    const parsed = setupRequest.omit({ token: true }).safeParse({ ...fields, password });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UsageError(`${String(issue!.path[0])}: ${issue!.message}`);
    }
    const owner = await (
      await import('../open.ts')
    ).withMateri(config, logger, ({ materi }) => materi.identity.setup.createOwner(parsed.data));
    terminal.out(
      given.flag('json')
        ? JSON.stringify(owner)
        : `${parsed.data.email} owns the workspace ${parsed.data.workspace}. Sign in after: materi serve`,
    );
    return 0;
  },
};
