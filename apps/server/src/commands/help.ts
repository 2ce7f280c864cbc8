import type { Command } from './command.ts';

const columns = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

/** What `materi --help` shows. */
export const overview = (commands: readonly { name: string; describes: string }[]): string =>
  `materi: a self-hosted knowledge workspace\n\nUsage: materi COMMAND [options]\n\n${columns(
    commands.map(({ name, describes }) => [name, describes]),
  )}\n\nmateri COMMAND --help tells more. materi --version shows the version.`;

/** What `materi COMMAND --help` shows. */
export const helpOf = (command: Command): string =>
  `${command.describes}\n\nUsage: materi ${command.usage}\n\n${columns(
    Object.entries(command.options).map(([name, { short, value, describes }]) => [
      `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`,
      describes,
    ]),
  )}`;
