/** What may be shown where: `secret` never; `internal` to operators; `local-only` never leaves this machine's tests and command. */
type ConfigClass = 'public' | 'internal' | 'secret' | 'local-only';

export interface ConfigKey {
  /** Name in the environment. Any of them may also be given as `NAME_FILE`, a file that holds the value. */
  readonly env: string;
  /** Name in `materi.config.yaml`; `null` when it makes no sense there. */
  readonly file: string | null;
  /** The option of `materi serve`, without dashes. */
  readonly flag?: string;
  readonly class: ConfigClass;
  readonly default: string | null;
  readonly describes: string;
}

/** Every key that Materi reads, in the order in which `materi config` shows them. */
export const CONFIG_KEYS = {
  host: {
    env: 'MATERI_HOST',
    file: 'host',
    flag: 'host',
    class: 'public',
    default: '127.0.0.1',
    describes: 'The address to listen on; 0.0.0.0 for every network of this machine.',
  },
  port: {
    env: 'MATERI_PORT',
    file: 'port',
    flag: 'port',
    class: 'public',
    default: '8080',
    describes: 'The port to listen on; 0 takes a free one.',
  },
  dataDir: {
    env: 'MATERI_DATA_DIR',
    file: 'dataDir',
    flag: 'data',
    class: 'internal',
    default: './data',
    describes: 'The folder that holds the embedded database, the files and the master key.',
  },
  publicUrl: {
    env: 'MATERI_PUBLIC_URL',
    file: 'publicUrl',
    flag: 'public-url',
    class: 'public',
    default: null,
    describes: 'The address under which people reach this instance, for links and cookies; https makes cookies secure.',
  },
  role: {
    env: 'MATERI_ROLE',
    file: 'role',
    flag: 'role',
    class: 'internal',
    default: 'all',
    describes: 'Which parts this process runs (see `materi roles`).',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    file: 'databaseUrl',
    class: 'secret',
    default: null,
    describes: 'A PostgreSQL 15 or later to use in place of the embedded database.',
  },
  databaseReplicaUrl: {
    env: 'DATABASE_REPLICA_URL',
    file: 'databaseReplicaUrl',
    class: 'secret',
    default: null,
    describes: 'A read-only copy of the database. Not used yet.',
  },
  redisUrl: {
    env: 'REDIS_URL',
    file: 'redisUrl',
    class: 'secret',
    default: null,
    describes: 'Redis, when roles run in several processes. Not used yet.',
  },
  blobs: {
    env: 'MATERI_BLOBS',
    file: 'blobs',
    class: 'secret',
    default: null,
    describes: 'Where files are kept: a file: URL; without it, the folder blobs in the data folder.',
  },
  masterKey: {
    env: 'MATERI_MASTER_KEY',
    file: null,
    class: 'secret',
    default: null,
    describes: 'The key of all keys, 32 bytes in base64 or hexadecimal; without it, master.key in the data folder.',
  },
  logLevel: {
    env: 'MATERI_LOG_LEVEL',
    file: 'logLevel',
    flag: 'log-level',
    class: 'public',
    default: 'info',
    describes: 'The least severe log line to write: trace, debug, info, warn, error, fatal or silent.',
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    file: 'otlpEndpoint',
    class: 'internal',
    default: null,
    describes: 'Where to send traces (OTLP over HTTP). Not used yet.',
  },
  mailUrl: {
    env: 'MATERI_MAIL_URL',
    file: 'mailUrl',
    class: 'secret',
    default: null,
    describes: 'The mail server, smtp: or smtps:. Not used yet.',
  },
  providers: {
    env: 'MATERI_PROVIDERS',
    file: 'providers',
    class: 'internal',
    default: null,
    describes: 'A JSON or YAML file that names the assistant providers. Not used yet.',
  },
  rateLimit: {
    env: 'MATERI_RATE_LIMIT',
    file: 'rateLimit',
    class: 'public',
    default: '30000',
    describes: 'How many requests a minute one address may send; 0 for no limit.',
  },
  trustedProxies: {
    env: 'MATERI_TRUSTED_PROXIES',
    file: 'trustedProxies',
    class: 'internal',
    default: null,
    describes:
      'Addresses or networks of reverse proxies whose X-Forwarded-* headers are believed, separated by commas.',
  },
  relayLimits: {
    env: 'MATERI_RELAY_LIMITS',
    file: 'relayLimits',
    class: 'internal',
    default: null,
    describes: 'Other bounds of live editing than usual, for example socketsPerPerson=2000,frameBytes=33554432.',
  },
  url: {
    env: 'MATERI_URL',
    file: null,
    class: 'local-only',
    default: null,
    describes: 'For the command: the address of a running instance to work through.',
  },
  key: {
    env: 'MATERI_KEY',
    file: null,
    class: 'secret',
    default: null,
    describes: 'For the command: the API key to use with MATERI_URL.',
  },
  benchData: {
    env: 'MATERI_BENCH_DATA',
    file: null,
    class: 'local-only',
    default: null,
    describes: 'For benchmarks: the folder with the data sets.',
  },
  testDatabase: {
    env: 'MATERI_TEST_DATABASE',
    file: null,
    class: 'local-only',
    default: null,
    describes: 'For tests: embedded or postgres.',
  },
  testDatabaseUrl: {
    env: 'MATERI_TEST_DATABASE_URL',
    file: null,
    class: 'secret',
    default: null,
    describes: 'For tests: the PostgreSQL server in which they make their databases.',
  },
} as const satisfies Record<string, ConfigKey>;

export type ConfigKeyName = keyof typeof CONFIG_KEYS;

/** `MATERI_<SERVICE>_SERVICE_HOST|PORT…` and `MATERI_<SERVICE>_PORT…`: Kubernetes adds these for each service. */
const SERVICE_SHAPE =
  /^MATERI(_[A-Z0-9]+)*?_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?))$/;
/** `MATERI_API_PORT=tcp://10.0.0.1:80`: the same, told apart from a typing error by its value. */
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

export const isKubernetesService = (name: string, value: string): boolean =>
  SERVICE_SHAPE.test(name) || (/^MATERI(_[A-Z0-9]+)*_PORT$/.test(name) && SERVICE_ADDRESS.test(value));

/** The known name that takes the fewest typing errors to become this one (Levenshtein distance). */
export function nearest(name: string, known: readonly string[]): string {
  const distance = (one: string, other: string): number => {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[other.length]!;
  };
  return known.reduce((best, candidate) => (distance(name, candidate) < distance(name, best) ? candidate : best));
}
