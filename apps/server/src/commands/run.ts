import { ConfigError } from '../kernel/config.ts';
import { isAppError } from '../kernel/errors.ts';
import type { Command } from './command.ts';
import { helpOf, overview } from './help.ts';
import { readOptions } from './options.ts';
import { CommandFailure, UsageError, type Terminal } from './outcome.ts';

/** Each command is loaded only when it is called, so that `--version` and `--help` answer at once. */
const COMMANDS: Record<string, { describes: string; load: () => Promise<Command> }> = {
  serve: { describes: 'Run the server.', load: async () => (await import('./serve.ts')).serve },
  setup: { describes: 'Make the first owner.', load: async () => (await import('./setup.ts')).setup },
  'key create': { describes: 'Make an API key.', load: async () => (await import('./key-create.ts')).keyCreate },
  import: {
    describes: 'Import Markdown, Word and HTML files, folders or archives.',
    load: async () => (await import('./import.ts')).importFiles,
  },
  export: { describes: 'Export a page or a workspace.', load: async () => (await import('./export.ts')).exportPages },
  backup: { describes: 'Write everything into one file.', load: async () => (await import('./backup.ts')).backup },
  restore: {
    describes: 'Make a workspace from a backup.',
    load: async () => (await import('./restore.ts')).restore,
  },
  'reset-password': {
    describes: 'Print a link for a forgotten password.',
    load: async () => (await import('./reset-password.ts')).resetPassword,
  },
  verify: {
    describes: 'Read all data, or a backup, and say what is damaged.',
    load: async () => (await import('./verify.ts')).verify,
  },
  migrate: { describes: 'Bring the database up to date.', load: async () => (await import('./migrate.ts')).migrate },
  doctor: { describes: 'Look for what stands in the way.', load: async () => (await import('./doctor.ts')).doctor },
  jobs: { describes: 'List the newest jobs.', load: async () => (await import('./jobs.ts')).jobs },
  events: {
    describes: 'Look at events; try parked ones again.',
    load: async () => (await import('./events.ts')).events,
  },
  config: { describes: 'Check and show the configuration.', load: async () => (await import('./config.ts')).config },
  roles: { describes: 'List what a process can run as.', load: async () => (await import('./roles.ts')).roles },
};

/** The process's own streams. */
const terminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: (line) => void process.stderr.write(`\r\x1b[K${line}`),
  interactive: process.stderr.isTTY === true,
  async readInput() {
    if (process.stdin.isTTY) return readHidden();
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  },
};

/** One line from the keyboard that the screen does not show: what is asked for is a password or a passphrase. */
async function readHidden(): Promise<string> {
  process.stderr.write('Type it and press Enter (it is not shown): ');
  process.stdin.setRawMode(true);
  let typed = '';
  try {
    for await (const chunk of process.stdin) {
      for (const sign of (chunk as Buffer).toString('utf8')) {
        if (sign === '\r' || sign === '\n' || sign === '\u0004') return typed;
        if (sign === '\u0003') throw new CommandFailure('Stopped.');
        typed = sign === '\u007f' || sign === '\b' ? [...typed].slice(0, -1).join('') : typed + sign;
      }
    }
    return typed;
  } finally {
    process.stdin.setRawMode(false);
    process.stderr.write('\n');
  }
}

/** Runs `materi ARGS…` and answers its exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCommand(args: readonly string[], at: Terminal = terminal): Promise<number> {
  try {
    const [first, second] = args;
    if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      at.out(overview(Object.entries(COMMANDS).map(([name, { describes }]) => ({ name, describes }))));
      return first === undefined ? 2 : 0;
    }
    if (first === '--version' || first === '-v') {
      const { VERSION } = await import('../version.ts');
      at.out(VERSION);
      return 0;
    }
    const twoWords = `${first} ${second}`;
    const name = Object.hasOwn(COMMANDS, twoWords) ? twoWords : first;
    const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!entry) {
      const group = Object.keys(COMMANDS).filter((one) => one.startsWith(`${first} `));
      if (group.length > 0) throw new UsageError(`Say which: materi ${group.join(', materi ')}.`);
      const kind = first.startsWith('-') ? 'option' : 'command';
      throw new UsageError(`Unknown ${kind} ${first}. See materi --help.`);
    }
    const command = await entry.load();
    const given = readOptions(args.slice(name === twoWords ? 2 : 1), command.options);
    if (given.flag('help')) {
      at.out(helpOf(command));
      return 0;
    }
    const [least, most] = command.words ?? [0, 0];
    if (given.words.length < least) throw new UsageError(`Something is missing: materi ${command.usage}`);
    if (given.words.length > most)
      throw new UsageError(`Unexpected: ${given.words[most]}. Usage: materi ${command.usage}`);
    return await command.run(given, at);
  } catch (error) {
    if (error instanceof UsageError) {
      at.note(`materi: ${error.message}`);
      return 2;
    }
    if (error instanceof ConfigError || error instanceof CommandFailure || isAppError(error)) {
      at.note(`materi: ${error.message}`);
      return error instanceof ConfigError && error.inFlags ? 2 : 1;
    }
    // A bug: its origin helps whoever reports it.
    at.note(`materi: unexpected failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  }
}
