import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '@materi/contract';
import type { Config } from '../kernel/config.ts';
import { isAppError } from '../kernel/errors.ts';
import { isId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/telemetry/logger.ts';
import { openMateri, type OpenedMateri } from '../open.ts';
import { startParts, stopParts } from '../parts.ts';
import { localWorkplace } from './local-workplace.ts';
import { CommandFailure, type Terminal } from './outcome.ts';
import { remoteWorkplace, type RemoteWorkplace } from './remote-workplace.ts';
import type { Workplace } from './workplace.ts';

const POLL_MS = 150;

/** Does work on the data of a stopped instance directly, or asks the server that holds it (or that `--url` names). */
export async function withRunning<Result>(
  config: Config,
  logger: Logger,
  work: {
    direct: (opened: OpenedMateri) => Promise<Result>;
    through: (server: RemoteWorkplace) => Promise<Result>;
  },
): Promise<Result> {
  const through = (url: string) => work.through(remoteWorkplace({ url, key: requireKey(config, url) }));
  if (config.url !== null) return through(config.url);
  let opened: OpenedMateri;
  try {
    opened = await openMateri(config, logger, (sentence) => logger.fatal(sentence));
  } catch (error) {
    if (!isAppError(error) || error.code !== 'data.in_use') throw error;
    const url = await holderAddress(config.dataDir);
    if (url === null) throw error;
    return through(url);
  }
  try {
    return await work.direct(opened);
  } finally {
    await stopParts(opened.materi.parts);
  }
}

/** The same for work that is alike on both: on a stopped instance all its parts run but the port, since a command serves nobody. */
export const withWorkplace = <Result>(
  config: Config,
  logger: Logger,
  work: (workplace: Workplace) => Promise<Result>,
): Promise<Result> =>
  withRunning(config, logger, {
    async direct(opened) {
      await startParts(opened.materi.parts.filter(({ name }) => name !== 'http'));
      return work(await localWorkplace(opened));
    },
    through: work,
  });

function requireKey(config: Config, url: string): string {
  if (config.key !== null) return config.key;
  throw new CommandFailure(
    `A server runs at ${url}, and working through it needs an API key. Make one in its settings and put it into MATERI_KEY, or stop the server first.`,
  );
}

/** Where the server that holds this data answers; `null` when that is not known. */
async function holderAddress(dataDir: string): Promise<string | null> {
  try {
    const holder = JSON.parse(await readFile(join(dataDir, 'holder.json'), 'utf8')) as { address?: string | null };
    return holder.address ?? null;
  } catch {
    return null;
  }
}

/** The workspace of this name or id. */
export async function findWorkspace(workplace: Workplace, nameOrId: string): Promise<string> {
  const all = await workplace.workspaces();
  const byId = isId(nameOrId) ? all.filter(({ id }) => id === nameOrId) : [];
  const found = byId.length > 0 ? byId : all.filter(({ name }) => name === nameOrId);
  if (found.length === 1) return found[0]!.id;
  if (found.length > 1) {
    throw new CommandFailure(
      `${found.length} workspaces are called ${nameOrId}; give the id: ${found.map(({ id }) => id).join(', ')}.`,
    );
  }
  const names = all.map(({ name }) => name).join(', ');
  throw new CommandFailure(
    `There is no workspace ${nameOrId}. ${names === '' ? 'There are none yet.' : `There are: ${names}.`}`,
  );
}

/** Waits for the end of a job, showing its progress on a screen. */
export async function awaitJob(workplace: Pick<Workplace, 'job'>, job: Job, terminal: Terminal): Promise<Job> {
  let current = job;
  while (current.status === 'queued' || current.status === 'running') {
    if (terminal.interactive) terminal.progress(`${Math.round(current.progress * 100)}% ${current.message ?? ''}`);
    await delay(POLL_MS);
    current = await workplace.job(job.id);
  }
  if (terminal.interactive) terminal.progress('');
  if (current.status === 'done') return current;
  throw new CommandFailure(current.error?.detail ?? `The job was ${current.status}.`);
}
