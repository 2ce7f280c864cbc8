import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { createDurableFiles, type FileCounters } from './durable-files.ts';
import { firstValue, simpleQuery, splitNotifications } from './wire.ts';

/** PostgreSQL itself, one statement at a time; it knows no sessions. */
export interface Backend {
  readonly counters: FileCounters;
  /** Answers messages of the wire protocol, which end with a Query, a Sync or a Flush. Blocks until done. */
  execute(messages: Uint8Array): Uint8Array;
  /** Runs a statement of our own; answers the first value of the first row. Faults are thrown away. */
  perform(sql: string): string | undefined;
  inTransaction(): boolean;
  onNotification(hear: (message: Uint8Array) => void): void;
  /** Ends with a checkpoint, so that the next start has nothing to recover. */
  close(): Promise<void>;
}

/**
 * Small, because one back end serves one team: the memory is worth more to the
 * rest of the process, and the operating system caches the files as well.
 */
const parameters = {
  shared_buffers: '16MB',
  work_mem: '8MB',
  maintenance_work_mem: '32MB',
  temp_buffers: '1MB',
  max_connections: '5',
  max_wal_senders: '0',
  // The only method that reaches the hook on fsync; fdatasync is a no-op underneath.
  wal_sync_method: 'fsync',
  min_wal_size: '16MB',
  max_wal_size: '64MB',
  // Whoever fills the list of an index sorts it in, and everybody waits: a second when it is 4 MB.
  gin_pending_list_limit: '128kB',
  timezone: 'UTC',
};

const remembered = 20;

/** How the original program's exceptions say "an ERROR was raised, go on with the next message". */
const longJump = 100;

/**
 * Opens the database in `directory`, which is initialised there first when it
 * is empty. `die` ends the thread and is called when PostgreSQL itself has
 * failed: it must never answer another message after that.
 */
export async function openBackend(
  directory: string,
  options: {
    readonly durable: boolean;
    readonly die: (reason: string) => never;
    readonly initDbStartParams?: string[];
  },
): Promise<Backend> {
  const counters: FileCounters = { syncs: 0, written: 0 };
  const log: string[] = [];
  const reason = () => log.filter((line) => /PANIC|FATAL|ERROR/.test(line)).at(-1) ?? log.at(-1) ?? 'no reason given';
  let opened = false;
  const database = await PGlite.create({
    fs: createDurableFiles(directory, counters, {
      durable: options.durable,
      onSyncFailure: (error) => options.die(`the disk refused to sync (${(error as Error).message})`),
    }),
    extensions: { vector, pg_trgm },
    ...(options.initDbStartParams ? { initDbStartParams: options.initDbStartParams } : {}),
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    onStderr: (line) => {
      log.push(line);
      if (log.length > remembered) log.shift();
      if (opened && /\b(PANIC|FATAL):/.test(line)) options.die(line.replace(/^.*?\b(PANIC|FATAL):\s*/, ''));
      return false;
    },
  }).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}: ${reason()}`);
  });
  opened = true;

  // The loop around this function swallows whatever it throws and goes on; only an ERROR of
  // PostgreSQL may be treated so, not a trap of the machine underneath.
  const module = database.Module;
  const once = module._PostgresMainLoopOnce;
  module._PostgresMainLoopOnce = () => {
    try {
      once();
    } catch (error) {
      if ((error as { status?: number } | null)?.status !== longJump)
        options.die(`PostgreSQL stopped: ${error instanceof Error ? error.message : String(error)}; ${reason()}`);
      throw error;
    }
  };

  let hear: (message: Uint8Array) => void = () => {};
  function execute(messages: Uint8Array): Uint8Array {
    const chunks: Uint8Array[] = [];
    // Synchronous up to its end; the promise it makes has nothing left to do.
    void database.execProtocolRawStream(messages, {
      syncToFs: false,
      // The bytes lie in the machine's memory and are gone with the next call.
      onRawData: (bytes) => chunks.push(bytes.slice()),
    });
    const { reply, notifications } = splitNotifications(chunks);
    for (const notification of notifications) hear(notification);
    return reply;
  }

  return {
    counters,
    execute,
    perform: (sql) => firstValue(execute(simpleQuery(sql))),
    inTransaction: () => database.isInTransaction(),
    onNotification(listener) {
      hear = listener;
    },
    async close() {
      execute(simpleQuery('checkpoint'));
      // From here on it says that it ends, and that is no failure.
      opened = false;
      await database.close();
    },
  };
}
