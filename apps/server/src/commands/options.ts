import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './outcome.ts';

interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly describes: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h', describes: 'Show this help.' },
  json: { type: 'boolean', describes: 'Write data as JSON, for machines.' },
} as const satisfies OptionSpecs;

/** Options of every command that works on data. */
export const DATA_OPTIONS = {
  data: { type: 'string', value: 'FOLDER', describes: 'The data folder (MATERI_DATA_DIR, ./data).' },
  'log-level': { type: 'string', value: 'LEVEL', describes: 'The least severe log line on stderr.' },
} as const satisfies OptionSpecs;

/** Options of every command that can also work through a running server. */
export const REMOTE_OPTIONS = {
  url: {
    type: 'string',
    value: 'URL',
    describes: 'Work through the server at this address (MATERI_URL), with MATERI_KEY.',
  },
} as const satisfies OptionSpecs;

/** What was given: by option name, and the words that are no options. */
export interface Given {
  readonly words: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** @throws UsageError when it was not given */
  required(name: string): string;
}

/** @throws UsageError in one sentence when an option is unknown or lacks its value */
export function readOptions(args: readonly string[], specs: OptionSpecs): Given {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type, short, multiple }] of Object.entries(specs)) {
    options[name] = { type, ...(short ? { short } : {}), ...(multiple ? { multiple } : {}) };
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify a positional')[0]!.replace(/\.?$/, '.'));
  }
  const { values, positionals } = parsed;
  return {
    words: positionals,
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts(name) {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
    },
    flag: (name) => values[name] === true,
    required(name) {
      const value = values[name];
      if (typeof value !== 'string' || value === '') throw new UsageError(`The option --${name} is missing.`);
      return value;
    },
  };
}
