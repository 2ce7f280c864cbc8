import { spawn, type ChildProcess } from 'node:child_process';

export interface DemoServer {
  readonly url: string;
  /** The token of the one-time address, when nobody is its owner yet. */
  readonly setupToken: string | null;
  stop(): Promise<void>;
}

/**
 * Starts the product as `./materi serve` does and waits until it is ready.
 * @throws Error with what the server said, when it ends before
 */
export async function startServer(root: string, dataDir: string, port: number): Promise<DemoServer> {
  const child = spawn(
    process.execPath,
    ['apps/server/src/main.ts', 'serve', '--data', dataDir, '--port', String(port)],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const ready = /Materi is ready at (\S+)/.exec(out)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once('exit', () => reject(new Error(lastLines(said))));
  });
  return {
    url,
    setupToken: /\/setup\?token=([^\s"]+)/.exec(said)?.[1] ?? null,
    stop: () => stopped(child),
  };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

// Log lines are JSON; what is meant for people is not.
function lastLines(said: string): string {
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  return lines.slice(-3).join('\n') || 'The server ended before it was ready.';
}
