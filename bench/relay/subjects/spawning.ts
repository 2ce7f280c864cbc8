import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { pinned } from '../pinning.ts';

export interface Spawned {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** How long a server may take until it is ready, and to end when it is asked to. */
const PATIENCE_MS = 60_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// Without these a server would outlive a benchmark that was called off.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A server on its own core; resolves when its output shows that it is ready. */
export function spawnServer(
  command: string,
  args: readonly string[],
  options: { env: Record<string, string>; cwd?: string; isReady(output: { stdout: string; stderr: string }): boolean },
): Promise<Spawned> {
  // The database is the subject's choice.
  const { MATERI_BENCH_DATA: _, DATABASE_URL: __, ...environment } = process.env;
  const child = spawn(...pinned(command, args), {
    env: { ...environment, NODE_ENV: 'production', ...options.env },
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  let asked = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      if (!asked)
        process.stderr.write(`A server ended by itself (${code ?? signal}): ${output.stderr.slice(-2_000)}\n`);
      resolve();
    });
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready in time: ${output.stdout}${output.stderr}`));
    }, PATIENCE_MS);
    const hear = (stream: 'stdout' | 'stderr') => (piece: Buffer) => {
      // Only the beginning is looked at, and a log that grows must not fill the memory.
      if (output[stream].length < 100_000) output[stream] += String(piece);
      if (!options.isReady(output)) return;
      clearTimeout(late);
      resolve({
        pid: child.pid!,
        get stdout() {
          return output.stdout;
        },
        get stderr() {
          return output.stderr;
        },
        async end(signal) {
          if (child.exitCode !== null || child.signalCode !== null) return;
          asked = true;
          child.kill(signal);
          const hard = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
          await ended;
          clearTimeout(hard);
        },
      });
    };
    child.stdout.on('data', hear('stdout'));
    child.stderr.on('data', hear('stderr'));
    void ended.then(() => {
      clearTimeout(late);
      reject(new Error(`The server ended: ${output.stdout}${output.stderr}`));
    });
  });
}

/** A port that nobody listens on, for servers that cannot choose one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
