import { KEY_SCOPES, keyCreateRequest } from '@materi/contract';
import type { Command } from './command.ts';
import { commandConfig, refuseRemote } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './options.ts';
import { UsageError } from './outcome.ts';

export const keyCreate: Command = {
  usage: 'key create --email EMAIL --name NAME [--scope SCOPE …] [--expires 90d]',
  describes: 'Make an API key for a person and print it, this once.',
  options: {
    ...COMMON_OPTIONS,
    email: { type: 'string', value: 'EMAIL', describes: 'Whose key it is.' },
    name: { type: 'string', value: 'NAME', describes: 'What it is for.' },
    scope: {
      type: 'string',
      multiple: true,
      value: 'SCOPE',
      describes: `One of ${KEY_SCOPES.join(', ')}; may be repeated.`,
    },
    expires: { type: 'string', value: 'DAYS', describes: 'When it ends, for example 90d; never unless told.' },
    ...DATA_OPTIONS,
  },
  async run(given, terminal) {
    const email = given.required('email');
    const expires = given.text('expires');
    if (expires !== undefined && !/^[1-9]\d{0,3}d$/.test(expires)) {
      throw new UsageError(`--expires is "${expires}"; give days, for example 90d.`);
    }
    const parsed = keyCreateRequest.safeParse({
      name: given.required('name'),
      ...(given.texts('scope').length > 0 ? { scopes: given.texts('scope') } : {}),
      ...(expires ? { expiresInDays: Number.parseInt(expires, 10) } : {}),
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const option = { scopes: '--scope', expiresInDays: '--expires' }[String(issue!.path[0])] ?? '--name';
      throw new UsageError(`${option}: ${issue!.message}.`);
    }
    const { config, logger } = await commandConfig(given);
    refuseRemote(config, 'key create');
    const created = await (
      await import('../open.ts')
    ).withMateri(config, logger, async ({ materi: { identity } }) => {
      const person = await identity.people.findByEmail(email);
      return identity.keys.createFor(person.id, parsed.data);
    });
    terminal.out(given.flag('json') ? JSON.stringify(created) : created.key);
    return 0;
  },
};
