import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command at the root of the repository. */
export const MATERI = fileURLToPath(new URL('../../../../materi', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Options {
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** Another command than the one at the root. */
  readonly command?: string;
}

function start(args: readonly string[], { env = {}, command = MATERI }: Options): ChildProcess {
  // Only what a shell would have: the variables of the test run are not the command's business.
  const { PATH, HOME } = process.env;
  return spawn(command, args, { env: { PATH, HOME, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
}

function collect(child: ChildProcess): { out: () => string; err: () => string; finished: Promise<Finished> } {
  let out = '';
  let err = '';
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const finished = new Promise<Finished>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { out: () => out, err: () => err, finished };
}

/** Runs `./materi ARGS…` to its end. */
export async function materi(args: readonly string[], options: Options = {}): Promise<Finished> {
  const child = start(args, options);
  const { finished } = collect(child);
  // A command that needs no input may have ended before it is told that there is none.
  child.stdin!.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  child.stdin!.end(options.input ?? '');
  return finished;
}

export interface Serving {
  readonly url: string;
  readonly out: () => string;
  readonly err: () => string;
  kill(signal: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

/** Runs `./materi serve` until it is ready. */
export async function serve(args: readonly string[], options: Options = {}): Promise<Serving> {
  const child = start(['serve', ...args], options);
  const { out, err, finished } = collect(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const ready = /^Materi is ready at (http:\S+)$/m.exec(out());
      if (ready) resolve(ready[1]!);
    });
    void finished.then(({ code, err: said }) =>
      reject(new Error(`serve ended with ${code} before it was ready: ${said}`)),
    );
  });
  return { url, out, err, finished, kill: (signal) => void child.kill(signal) };
}
