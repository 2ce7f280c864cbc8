/** The thread in which the embedded database lives, because a statement blocks the thread that runs it. */
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openBackend, type Backend } from './backend.ts';
import { createFileChanges } from './file-changes.ts';
import { copyWhileWritten } from './live-copy.ts';
import type { EngineSettings, FromWorker, ToWorker } from './messages.ts';
import { serveSession } from './session.ts';
import { createTurns } from './turns.ts';
import { startUpkeep } from './upkeep.ts';

// The optimizing compiler takes 550 MB for a moment and keeps 70 for PostgreSQL's largest functions,
// and saves nothing that was measured: statements wait for the disk. The flag holds for the whole process.
for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);

const settings = workerData as EngineSettings;
const main = parentPort!;
const tell = (message: FromWorker) => main.postMessage(message);

function die(reason: string): never {
  tell({ type: 'failed', reason });
  process.exit(1);
}

/** Whether a commit makes the counter of fsync(2) go up: the acknowledgement of everything rests on it. */
function syncsOnCommit(backend: Backend): boolean {
  const before = backend.counters.syncs;
  backend.perform(`select pg_logical_emit_message(true, 'materi', 'this write must reach the disk')`);
  return backend.counters.syncs > before;
}

async function start() {
  let backend: Backend;
  try {
    backend = await openBackend(settings.directory, { durable: settings.durable, die });
  } catch (error) {
    tell({ type: 'refused', reason: (error as Error).message });
    process.exit(1);
  }
  if (settings.proveDurable && !syncsOnCommit(backend)) {
    tell({ type: 'not-durable' });
    process.exit(1);
  }

  const turns = createTurns();
  const version = backend.perform('show server_version') ?? '';
  const ports = new Set<MessagePort>();
  const stopUpkeep = startUpkeep(backend, turns, settings.vacuumEveryMs);
  // The back end knows one session, so whatever it hears every client hears; they know what they listen to.
  backend.onNotification((notification) => {
    for (const port of ports) port.postMessage(notification);
  });

  async function copy(target: string) {
    const changes = createFileChanges();
    backend.counters.changes = changes;
    try {
      const outcome = await copyWhileWritten({
        directory: settings.directory,
        target,
        changes,
        checkpoint: () => void backend.perform('checkpoint'),
        async exclusively(work) {
          const release = await turns.take();
          try {
            work();
          } finally {
            release();
          }
        },
      });
      tell({ type: 'copied', outcome });
    } catch (error) {
      tell({
        type: 'copied',
        outcome: { fault: (error as Error).message, code: (error as NodeJS.ErrnoException).code },
      });
    } finally {
      backend.counters.changes = undefined;
    }
  }

  main.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'connect': {
        const { port, urgent } = message;
        ports.add(port);
        serveSession(port, {
          backend,
          turns,
          urgent,
          version,
          deadlines: settings,
          onEnd: () => ports.delete(port),
        });
        break;
      }
      case 'count-syncs':
        tell({ type: 'syncs', count: backend.counters.syncs });
        break;
      case 'copy':
        void copy(message.target);
        break;
      case 'close':
        stopUpkeep();
        void turns
          .take()
          .then(() => backend.close())
          .then(
            () => tell({ type: 'closed' }),
            (error: unknown) => tell({ type: 'failed', reason: (error as Error).message }),
          )
          // Open ports would keep the thread.
          .finally(() => process.exit(0));
        break;
    }
  });
  tell({ type: 'ready' });
}

await start();
