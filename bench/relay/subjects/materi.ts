import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RELAY_ACK_PARAMETER, RELAY_SCHEMA_PARAMETER } from '@materi/contract/relay';
import { SCHEMA_VERSION } from '../../../packages/editor/src/schema-version.ts';
import { sql } from 'kysely';
import { openDatabase } from '../../../apps/server/src/kernel/db/open-database.ts';
import { MATERI_PROTOCOL } from '../protocol.ts';
import { createDatabase } from './postgres.ts';
import { spawnServer } from './spawning.ts';
import type { Running, Subject } from './subject.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PASSWORD = 'a password for measuring';
/** Who connects: this many members of one workspace take turns, because one person may have 1,000 sockets. */
const MEMBERS = 12;
/** Access tokens live for 15 minutes. */
const FRESH_MS = 8 * 60_000;

/** Who has an account on the data in a folder; kept here because an invitation is accepted only once. */
interface House {
  readonly workspaceId: string;
  readonly emails: string[];
}
const houses = new Map<string, House>();

export type DatabaseKind = 'embedded' | 'postgres';

/** What only our own server is asked for. */
export interface RunningMateri extends Running {
  readonly workspaceId: string;
  /** An answer of the HTTP API, asked for by the owner. */
  ask<Answer>(path: string, init?: { method: string; body: FormData }): Promise<Answer>;
  metrics(): Promise<string>;
  /** While it is stopped: the next start builds the search index anew. */
  forgetIndex(): Promise<void>;
  /** While it is stopped: forgets everything, so that another start finds nothing. */
  discard(): Promise<void>;
}

interface Materi extends Subject {
  start(folder: string): Promise<RunningMateri>;
}

const databases = new Map<string, Awaited<ReturnType<typeof createDatabase>>>();

/** The real command; edits are acknowledged when they are on disk. */
export const materiOn = (kind: DatabaseKind): Materi => ({
  name: 'materi',
  title: 'Materi',
  protocol: MATERI_PROTOCOL,
  async start(base) {
    const folder = join(base, kind);
    const dataDir = join(folder, 'data');
    if (kind === 'postgres' && !databases.has(folder)) {
      databases.set(folder, await createDatabase(`materi_bench_relay_${process.pid}`));
    }
    const databaseUrl = databases.get(folder)?.url ?? null;
    const server = await spawnServer(join(ROOT, 'materi'), ['serve', '--data', dataDir, '--port', '0'], {
      env: {
        // The limit on requests of one address stands against one machine that plays a thousand.
        MATERI_RATE_LIMIT: '0',
        MATERI_LOG_LEVEL: 'warn',
        ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
      },
      isReady: ({ stdout, stderr }) =>
        /ready at \S+/.test(stdout) && (houses.has(folder) || /setup\?token=\S+/.test(stderr)),
    });
    const url = /ready at (\S+)/.exec(server.stdout)![1]!;
    let tokens: string[] = [];
    let freshAt = 0;
    let house = houses.get(folder);
    if (house === undefined) {
      const setupToken = /setup\?token=(\S+)/.exec(server.stderr)![1]!;
      ({ house, tokens } = await furnish(url, setupToken));
      houses.set(folder, house);
      freshAt = performance.now();
    }
    const { workspaceId, emails } = house;

    const running: RunningMateri = {
      subject: MATERI,
      workspaceId,
      pid: server.pid,
      port: Number(new URL(url).port),
      async newDocument() {
        const path = `/api/v1/workspaces/${workspaceId}/documents`;
        const page = await post<{ id: string }>(url, path, { title: 'Bench' }, tokens[0]);
        return page.id;
      },
      path(document, person) {
        const token = tokens[person % tokens.length]!;
        return `/collab/${document}?token=${token}&${RELAY_ACK_PARAMETER}=1&${RELAY_SCHEMA_PARAMETER}=${SCHEMA_VERSION}`;
      },
      async refresh() {
        if (tokens.length > 0 && performance.now() - freshAt < FRESH_MS) return;
        tokens = [];
        for (const email of emails) {
          // oxlint-disable-next-line no-await-in-loop -- hashing a password takes all of a core
          tokens.push((await post<Grant>(url, '/api/v1/auth/sign-in', { email, password: PASSWORD })).accessToken);
        }
        freshAt = performance.now();
      },
      async ask<Answer>(path: string, init: { method: string; body: FormData } | undefined) {
        const response = await fetch(url + path, { ...init, headers: { authorization: `Bearer ${tokens[0]}` } });
        if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
        return (await response.json()) as Answer;
      },
      async metrics() {
        return (await fetch(`${url}/metrics`)).text();
      },
      async forgetIndex() {
        const database = await openDatabase({ databaseUrl, dataDir });
        await sql`delete from search_state`.execute(database.db);
        await database.close();
      },
      async discard() {
        houses.delete(folder);
        await databases.get(folder)?.drop();
        databases.delete(folder);
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      },
      stop: () => server.end('SIGTERM'),
      kill: () => server.end('SIGKILL'),
    };
    await running.refresh();
    return running;
  },
});

export const MATERI = materiOn('embedded');

interface Grant {
  readonly accessToken: string;
  readonly workspaceId: string;
}

/** Sets the instance up and invites everybody. */
async function furnish(url: string, setupToken: string): Promise<{ house: House; tokens: string[] }> {
  const owner = { email: 'person0@example.org', name: 'Person 0', password: PASSWORD };
  const setup = { token: setupToken, workspace: 'Bench', ...owner };
  const first = await post<Grant>(url, '/api/v1/setup', setup);
  const emails = [owner.email];
  const tokens = [first.accessToken];
  for (let number = 1; number < MEMBERS; number += 1) {
    const email = `person${number}@example.org`;
    const invitations = `/api/v1/workspaces/${first.workspaceId}/invitations`;
    // oxlint-disable-next-line no-await-in-loop -- hashing a password takes all of a core
    const { token } = await post<{ token: string }>(url, invitations, { role: 'editor', email }, first.accessToken);
    const person = { name: `Person ${number}`, email, password: PASSWORD };
    // oxlint-disable-next-line no-await-in-loop
    tokens.push((await post<Grant>(url, `/api/v1/invitations/${token}/accept`, person)).accessToken);
    emails.push(email);
  }
  return { house: { workspaceId: first.workspaceId, emails }, tokens };
}

async function post<Answer>(url: string, path: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
