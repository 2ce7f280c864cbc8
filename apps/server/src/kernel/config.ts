import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CONFIG_KEYS, isKubernetesService, nearest, type ConfigKey, type ConfigKeyName } from './config-keys.ts';

const FILE_NAME = 'materi.config.yaml';
const names = Object.keys(CONFIG_KEYS) as ConfigKeyName[];

const optional = z.string().min(1).nullable();
const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address, for example https://notes.example.org' })
  .transform((url) => url.replace(/\/+$/, ''))
  .nullable();
const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number <= most, `must be at most ${most}`);

const schema = z.object({
  host: z.string().min(1),
  port: wholeNumber(65_535),
  dataDir: z.string().min(1),
  publicUrl: webAddress,
  role: z.string().min(1),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
    .nullable(),
  databaseReplicaUrl: optional,
  redisUrl: optional,
  blobs: z.string().startsWith('file:', 'must be a file: URL (s3: is not supported yet)').nullable(),
  masterKey: optional,
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  otlpEndpoint: optional,
  mailUrl: optional,
  providers: optional,
  rateLimit: wholeNumber(1_000_000_000),
  trustedProxies: optional,
  relayLimits: z
    .string()
    .regex(/^\s*\w+\s*=\s*\d+\s*(,\s*\w+\s*=\s*\d+\s*)*$/, 'must be names and numbers, such as frameBytes=1000000')
    .nullable(),
  url: webAddress,
  key: optional,
  benchData: optional,
  testDatabase: optional,
  testDatabaseUrl: optional,
});

/** The text as numbers by name; which names there are, whoever reads them knows. */
export function numbersByName(text: string | null): ReadonlyMap<string, number> {
  const parts = (text ?? '').split(',').filter((part) => part.trim() !== '');
  return new Map(parts.map((part) => [part.split('=')[0]?.trim() ?? '', Number(part.split('=')[1])]));
}

/** Everything that can be set, read once and frozen. Paths are absolute. */
export type Config = Readonly<z.infer<typeof schema>> & {
  /** The folder in which files are kept. */
  readonly blobsDir: string;
  /** What the operator should know, in sentences. */
  readonly warnings: readonly string[];
  /** Where each value came from. */
  readonly sources: Readonly<Record<ConfigKeyName, 'flag' | 'environment' | 'file' | 'default'>>;
};

/** The configuration is wrong; `message` says what to change. */
export class ConfigError extends Error {
  /** Whether the command line itself is wrong, and nothing else. */
  readonly inFlags: boolean;

  constructor(message: string, inFlags = false) {
    super(message);
    this.inFlags = inFlags;
  }
}

/**
 * Reads flags over the environment over `materi.config.yaml` over the defaults.
 *
 * @param needs.flags values by key name, from the command line
 * @throws ConfigError in one sentence per fault
 */
export async function loadConfig(
  needs: {
    flags?: Partial<Record<ConfigKeyName, string | undefined>>;
    env?: Readonly<Record<string, string | undefined>>;
    cwd?: string;
  } = {},
): Promise<Config> {
  const { flags = {}, cwd = process.cwd() } = needs;
  const { env, warnings } = ownVariables(needs.env ?? process.env);
  const file = await readConfigFile(cwd);
  const sources = {} as Record<ConfigKeyName, 'flag' | 'environment' | 'file' | 'default'>;
  const raw = {} as Record<ConfigKeyName, string | null>;
  for (const name of names) {
    const key: ConfigKey = CONFIG_KEYS[name];
    const fromEnv = readVariable(env, key.env);
    const fromFile = key.file === null ? undefined : file.get(key.file);
    sources[name] =
      flags[name] !== undefined
        ? 'flag'
        : fromEnv !== undefined
          ? 'environment'
          : fromFile !== undefined
            ? 'file'
            : 'default';
    raw[name] = flags[name] ?? fromEnv ?? fromFile ?? key.default;
  }

  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = issue.path[0] as ConfigKeyName;
      const key: ConfigKey = CONFIG_KEYS[name];
      const shown = key.class === 'secret' ? '' : ` is "${raw[name]}"; it`;
      const where =
        sources[name] === 'flag'
          ? `--${key.flag ?? name}`
          : sources[name] === 'file'
            ? `${name} in ${FILE_NAME}`
            : key.env;
      return `${where}${shown} ${issue.message.replace(/^Invalid option: expected one of /, 'must be one of ')}.`;
    });
    const inFlags = parsed.error.issues.every((issue) => sources[issue.path[0] as ConfigKeyName] === 'flag');
    throw new ConfigError(faults.join(' '), inFlags);
  }
  const dataDir = resolve(cwd, parsed.data.dataDir);
  return Object.freeze({
    ...parsed.data,
    dataDir,
    blobsDir: parsed.data.blobs === null ? join(dataDir, 'blobs') : blobsPath(parsed.data.blobs),
    warnings,
    sources,
  });
}

/** The value of a variable, or of the file that `NAME_FILE` names; empty counts as not given. */
function readVariable(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const path = env[`${name}_FILE`];
  if (env[name] && path) throw new ConfigError(`Both ${name} and ${name}_FILE are set; keep one of them.`);
  if (!path) return env[name] || undefined;
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch (error) {
    throw new ConfigError(
      `${name}_FILE names ${path}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

/**
 * The environment without what Kubernetes adds for services: one that is called `materi` sets `MATERI_PORT`
 * itself. Refuses other `MATERI_…` variables that nothing reads: they are typing errors, and silence would hide them.
 */
function ownVariables(given: Readonly<Record<string, string | undefined>>): {
  env: Readonly<Record<string, string | undefined>>;
  warnings: string[];
} {
  const known = names.map((name) => CONFIG_KEYS[name].env);
  const env: Record<string, string | undefined> = { ...given };
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!name.startsWith('MATERI_')) continue;
    if (isKubernetesService(name, value ?? '')) {
      warnings.push(`${name} looks like an address that Kubernetes adds for a service; it is ignored.`);
      delete env[name];
      continue;
    }
    const bare = name.replace(/_FILE$/, '');
    if (known.some((one) => one === name || one === bare)) continue;
    throw new ConfigError(`Unknown environment variable ${name}. Did you mean ${nearest(name, known)}?`);
  }
  return { env, warnings };
}

async function readConfigFile(cwd: string): Promise<Map<string, string>> {
  const path = join(cwd, FILE_NAME);
  if (!existsSync(path)) return new Map();
  // The parser loads only where there is a file to parse.
  const { parse } = await import('yaml');
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError(`${path} is no valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`${path} must hold keys and values, for example "port: 8080".`);
  }
  const known = names
    .map((name): ConfigKey => CONFIG_KEYS[name])
    .flatMap((key) => (key.file === null ? [] : [key.file]));
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(content)) {
    if (!known.includes(name))
      throw new ConfigError(`Unknown key ${name} in ${path}. Did you mean ${nearest(name, known)}?`);
    if (value === null) continue;
    if (typeof value === 'object') throw new ConfigError(`${name} in ${path} must be one value.`);
    values.set(name, String(value));
  }
  return values;
}

function blobsPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new ConfigError(
      `MATERI_BLOBS must be a file: URL with a full path, for example file:///var/lib/materi/blobs.`,
    );
  }
}

export interface ConfigLine {
  readonly name: ConfigKeyName;
  readonly env: string;
  /** `[hidden]` for a secret that is set. */
  readonly value: string | number | null;
  readonly source: string;
  readonly class: string;
  readonly describes: string;
}

/** Every key with its value, where that came from and what it is for; secrets are masked. */
export const describeConfig = (config: Config): ConfigLine[] =>
  names.map((name) => {
    const key: ConfigKey = CONFIG_KEYS[name];
    const value = config[name];
    return {
      name,
      env: key.env,
      value: key.class === 'secret' && value !== null ? '[hidden]' : value,
      source: config.sources[name],
      class: key.class,
      describes: key.describes,
    };
  });
