import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { MessageChannel, Worker } from 'node:worker_threads';
import { engineFailed, engineNotDurable, engineRefused, fileFault } from '../errors.ts';
import type { CopyReport } from './live-copy.ts';
import type { EngineSettings, FromWorker, ToWorker } from './messages.ts';

/** The embedded database as the main thread sees it. */
export interface Engine {
  /** A new connection, in the place of the socket that `pg` would open; an urgent one has its turns before the others. */
  connect(urgency?: { readonly urgent: boolean }): Duplex;
  /** How often data was forced to disk since the start. */
  syncs(): Promise<number>;
  /** Copies the files to a folder while work goes on; see `live-copy.ts`. One copy at a time. */
  copyTo(folder: string): Promise<CopyReport>;
  failure(): string | null;
  /** Checkpoints and ends. */
  close(): Promise<void>;
  /** Ends the thread as a crash would. */
  kill(): Promise<void>;
}

/** Starts the thread on an initialised directory and waits until it answers. `onFailure` hears when it dies later. */
export async function startEngine(settings: EngineSettings, onFailure: (reason: string) => void): Promise<Engine> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: settings,
    name: 'embedded-database',
  });
  const connections = new Set<Duplex>();
  const counts: ((count: number) => void)[] = [];
  let copying: { folder: string; resolve: (report: CopyReport) => void; reject: (error: unknown) => void } | undefined;
  let state: 'starting' | 'open' | 'closed' = 'starting';
  let failure: string | null = null;
  let started: { resolve: () => void; reject: (error: Error) => void } | undefined;
  let ended: (() => void) | undefined;
  const gone = once(worker, 'exit').catch(() => {});

  function fail(reason: string) {
    if (state === 'closed' || failure !== null) return;
    failure = `The embedded database stopped: ${reason}.`;
    started?.reject(engineRefused(settings.directory, reason));
    for (const connection of connections) connection.destroy(engineFailed(failure));
    copying?.reject(engineFailed(failure));
    ended?.();
    if (state === 'open') onFailure(failure);
  }

  worker.on('message', (message: FromWorker) => {
    switch (message.type) {
      case 'ready':
        state = 'open';
        started?.resolve();
        break;
      case 'refused':
        fail(message.reason);
        break;
      case 'not-durable':
        started?.reject(engineNotDurable(settings.directory));
        break;
      case 'failed':
        fail(message.reason);
        break;
      case 'syncs':
        counts.shift()?.(message.count);
        break;
      case 'copied': {
        const { outcome } = message;
        if ('fault' in outcome)
          copying?.reject(fileFault(copying.folder, Object.assign(new Error(outcome.fault), { code: outcome.code })));
        else copying?.resolve(outcome);
        copying = undefined;
        break;
      }
      case 'closed':
        copying?.reject(engineFailed('The embedded database was closed during a copy.'));
        state = 'closed';
        ended?.();
        break;
    }
  });
  worker.on('error', (error) => fail(error.message));
  worker.on('exit', (code) => fail(`its thread ended with code ${code}`));
  await new Promise<void>((resolve, reject) => {
    started = { resolve, reject };
  });

  const tell = (message: ToWorker) => worker.postMessage(message);

  return {
    connect({ urgent } = { urgent: false }) {
      const { port1, port2 } = new MessageChannel();
      if (failure === null) {
        worker.postMessage({ type: 'connect', port: port2, urgent } satisfies ToWorker, [port2]);
      }
      const hand = (bytes: Buffer) => {
        // A copy, because `pg` writes its buffers again.
        const own = new Uint8Array(bytes);
        port1.postMessage(own, [own.buffer]);
      };
      const socket = new Duplex({
        // When the session ends so does the socket, as `pg` expects of one from the network.
        allowHalfOpen: false,
        read() {},
        write(chunk: Buffer, _encoding, done) {
          hand(chunk);
          done();
        },
        writev(chunks, done) {
          hand(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
          done();
        },
        destroy(error, done) {
          connections.delete(socket);
          port1.close();
          done(error);
        },
      });
      port1.on('message', (bytes: Uint8Array) => {
        socket.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      });
      port1.on('close', () => socket.push(null));
      connections.add(socket);
      return Object.assign(socket, {
        connect() {
          if (failure === null) queueMicrotask(() => socket.emit('connect'));
          else socket.destroy(engineFailed(failure));
          return socket;
        },
        setNoDelay: () => socket,
        setKeepAlive: () => socket,
        ref: () => port1.ref(),
        unref: () => port1.unref(),
      });
    },
    syncs: () =>
      new Promise((resolve) => {
        counts.push(resolve);
        tell({ type: 'count-syncs' });
      }),
    copyTo(folder) {
      if (failure !== null) return Promise.reject(engineFailed(failure));
      if (copying) return Promise.reject(new Error('A copy of the embedded database is being made already.'));
      return new Promise((resolve, reject) => {
        copying = { folder, resolve, reject };
        tell({ type: 'copy', target: folder });
      });
    },
    failure: () => failure,
    async close() {
      if (failure === null && state === 'open') {
        const closed = new Promise<void>((resolve) => {
          ended = resolve;
        });
        tell({ type: 'close' });
        await closed;
      }
      await gone;
    },
    async kill() {
      await worker.terminate();
    },
  };
}
