import { expect } from 'vitest';
import type { WorkspaceRole } from '@materi/contract';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createVault } from '../../kernel/crypto/vault.ts';
import { isAppError } from '../../kernel/errors.ts';
import type { NewEvent } from '../../kernel/events/event.ts';
import { createFanout } from '../../kernel/fanout.ts';
import { createHttpServer } from '../../kernel/http/server.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';
import { createLogger } from '../../kernel/telemetry/logger.ts';
import { createMetrics } from '../../kernel/telemetry/metrics.ts';
import type { AccessChange } from './access.ts';
import { createIdentity } from './identity.ts';
import { identityMigrations } from './migrations/index.ts';
import type { Principal } from './principal.ts';
import { registerIdentityRoutes } from './routes.ts';

export const PASSWORD = 'correct horse battery';
export const OWNER = { email: 'ada@example.org', name: 'Ada', workspace: 'Analytical', password: PASSWORD };

/** An answer, with its cookies as a browser would send them back. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, unknown>;
  readonly cookies: Record<string, string>;
}

/** Identity on a database of its own, with routes, a clock that tests move, and ears for what it tells. */
export async function openTestHouse(publicUrl = 'http://materi.test') {
  const test = await openTestDatabase(identityMigrations);
  let now = Date.parse('2026-01-01T12:00:00Z');
  const events: NewEvent[] = [];
  const changes: AccessChange[] = [];
  const fanout = createFanout<{ access: AccessChange; stream: StreamMessage }>((error) => {
    throw error;
  });
  fanout.subscribe('access', (change) => changes.push(change));
  const needs = {
    database: test.database,
    emit: async (_tx: unknown, event: NewEvent) => void events.push(event),
    fanout,
    clock: { now: () => new Date(now) },
    secrets: createVault(new Uint8Array(32).fill(7)),
    config: { publicUrl: () => publicUrl },
  };
  const identity = createIdentity(needs);

  const app = await createHttpServer({
    config: { publicUrl: null, rateLimit: 0, trustedProxies: null },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    version: 'test',
    parts: () => [],
  });
  registerIdentityRoutes(app, identity);
  await app.ready();

  async function send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options: { body?: unknown; token?: string; headers?: Record<string, string>; address?: string } = {},
  ): Promise<Answer> {
    const response = await app.inject({
      method,
      url,
      remoteAddress: options.address ?? '192.0.2.1',
      headers: {
        host: 'materi.test',
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { payload: options.body as object }),
    });
    return {
      status: response.statusCode,
      body: response.body === '' ? {} : response.json(),
      headers: response.headers,
      cookies: Object.fromEntries(response.cookies.map((cookie) => [cookie.name, cookie.value])),
    };
  }

  const signIn = (email: string, password: string = PASSWORD, address?: string) =>
    send('POST', '/api/v1/auth/sign-in', { body: { email, password }, ...(address ? { address } : {}) });

  const tokenOf = async (email: string) => {
    const answer = await signIn(email);
    expect(answer.status).toBe(200);
    return String(answer.body['accessToken']);
  };

  return {
    ...test,
    needs,
    identity,
    events,
    changes,
    send,
    signIn,
    tokenOf,
    /** Moves the clock. */
    wait: (seconds: number) => void (now += seconds * 1000),
    async principalOf(email: string): Promise<Principal> {
      return identity.authentication.authenticate(await tokenOf(email));
    },
    /** Invites someone new and lets them join; answers their id. */
    async join(owner: Principal, workspaceId: string, role: Exclude<WorkspaceRole, 'owner'>, email: string) {
      const { token } = await identity.invitations.create(owner, workspaceId, { role });
      const request = { name: email, email, password: PASSWORD };
      const { session } = await identity.invitations.acceptAsNewPerson(token, request, {
        device: 'test',
        address: '192.0.2.1',
      });
      return session.personId;
    },
    async close() {
      await app.close();
      await test.close();
    },
  };
}

export type TestHouse = Awaited<ReturnType<typeof openTestHouse>>;

/** The code of the failure that a promise ends in. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => {
      if (isAppError(error)) return error.code;
      throw error;
    },
  );
