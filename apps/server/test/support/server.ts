import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Materi } from '../../src/compose.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { loadConfig } from '../../src/kernel/config.ts';
import type { Outbound } from '../../src/kernel/http/outbound.ts';
import { createLogger } from '../../src/kernel/telemetry/logger.ts';
import { migrations } from '../../src/migrations.ts';
import { startParts, stopParts } from '../../src/parts.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

export interface TestPerson {
  readonly email: string;
  readonly password: string;
  readonly personId: string;
  /** An access token of 15 minutes. */
  readonly token: string;
}

/** What a route answered. */
export interface ApiAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: Body;
}

export interface ApiOptions {
  readonly method?: string;
  /** Sent as JSON; a string or bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** The owner's when it is not given; `null` for nobody's. */
  readonly token?: string | null;
}

export interface TestServer {
  readonly url: string;
  readonly wsUrl: string;
  readonly owner: TestPerson & { readonly workspaceId: string };
  readonly dataDir: string;
  readonly materi: Materi;
  /** Asks a route, for example `api('/api/v1/me')`, as the owner. */
  api<Body = Record<string, unknown>>(path: string, options?: ApiOptions): Promise<ApiAnswer<Body>>;
  /** Another person in the owner's workspace. */
  invite(role: 'admin' | 'editor' | 'commenter' | 'viewer'): Promise<TestPerson>;
  /** Everything that was logged, as JSON lines. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  readonly webApp?: string;
  readonly outbound?: Outbound;
}

/** The whole server in this process, on a free port and a database of its own, with an owner who is signed in. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'materi-test-'));
  const log: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } });
  const config = await loadConfig({
    flags: { dataDir, port: '0' },
    env: { MATERI_RATE_LIMIT: '0', ...options.env },
    cwd: dataDir,
  });
  const testDatabase: TestDatabase = await openTestDatabase(migrations);
  let materi: Materi;
  try {
    materi = await compose({
      config,
      logger,
      // The database outlives the parts, so that its closing can tell whether one of them kept a connection.
      database: { ...testDatabase.database, close: async () => {} },
      masterKey: randomBytes(32),
      ...(options.clock ? { clock: options.clock } : {}),
      ...(options.webApp ? { webApp: options.webApp } : {}),
      ...(options.outbound ? { outbound: options.outbound } : {}),
    });
    await startParts(materi.parts);
  } catch (error) {
    await testDatabase.close();
    throw error;
  }
  const url = materi.address();
  let stopped = false;

  async function api<Body>(path: string, { method, body, headers, token }: ApiOptions = {}): Promise<ApiAnswer<Body>> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const bearer = token === undefined ? owner.token : token;
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: isRaw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  async function signIn(email: string, password: string): Promise<TestPerson> {
    const answer = await api<{ accessToken: string }>('/api/v1/auth/sign-in', {
      body: { email, password },
      token: null,
    });
    if (answer.status !== 200) throw new Error(`Signing in failed: ${JSON.stringify(answer.body)}`);
    const token = answer.body.accessToken;
    const me = await api<{ person: { id: string } }>('/api/v1/me', { token });
    return { email, password, token, personId: me.body.person.id };
  }

  const email = 'ada@example.org';
  const password = 'correct horse battery staple';
  const { workspaceId } = await materi.identity.setup.createOwner({
    email,
    name: 'Ada',
    workspace: 'Library',
    password,
  });
  const owner = { ...(await signIn(email, password)), workspaceId };
  let invited = 0;

  return {
    url,
    wsUrl: url.replace(/^http/, 'ws'),
    owner,
    dataDir,
    materi,
    log,
    api,
    async invite(role) {
      invited += 1;
      const person = {
        name: `Guest ${invited}`,
        email: `guest${invited}@example.org`,
        password: 'another long password',
      };
      const invitation = await api<{ token: string }>(`/api/v1/workspaces/${workspaceId}/invitations`, {
        body: { role },
      });
      const accepted = await api(`/api/v1/invitations/${invitation.body.token}/accept`, { body: person, token: null });
      if (accepted.status !== 200) throw new Error(`Accepting failed: ${JSON.stringify(accepted.body)}`);
      return signIn(person.email, person.password);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      try {
        await stopParts(materi.parts);
      } finally {
        await testDatabase.close();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  };
}
