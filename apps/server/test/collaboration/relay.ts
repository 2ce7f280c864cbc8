import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { Database } from '../../src/kernel/db/database.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { NewEvent, StoredEvent } from '../../src/kernel/events/event.ts';
import { createFanout, type Fanout } from '../../src/kernel/fanout.ts';
import { newId } from '../../src/kernel/ids.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Tx } from '../../src/kernel/db/database.ts';
import type { AccessChange, Principal } from '../../src/domains/identity/index.ts';
import {
  createCollaboration,
  collaborationMigrations,
  type Collaboration,
  type RelayLimits,
} from '../../src/domains/collaboration/index.ts';
import { openTestDatabase } from '../support/database.ts';
import { connect, type Client, type ClientOptions } from './client.ts';

export type Role = 'editor' | 'viewer' | null;

/** A relay on a real database and a real port, with people and pages that the test makes up. */
export interface TestRelay {
  readonly collaboration: Collaboration;
  readonly database: Database;
  readonly url: string;
  readonly metrics: Registry;
  readonly logged: { fields: object; text: string }[];
  readonly events: NewEvent[];
  readonly fanout: Fanout<{ access: AccessChange }>;
  readonly workspaceId: string;
  /** Makes a page. */
  page(): string;
  /** Makes a person; the token is what sockets are opened with. */
  person(role: Role): { personId: string; sessionId: string; token: string };
  /** Changes a role and tells everyone. */
  setRole(personId: string, role: Role): void;
  /** The session ends without anybody being told. */
  expire(sessionId: string): void;
  setTrashed(documentId: string, trashed: boolean): void;
  remove(documentId: string): void;
  /** Holds answers about rights until the returned function is called. */
  holdRights(): () => void;
  /** Delivers an event as the event reader does. */
  deliver(event: NewEvent): Promise<void>;
  client(documentId: string, token: string, options?: Partial<ClientOptions>): Promise<Client>;
  metric(name: string): Promise<number>;
  /** A second start on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRelay(options: { limits?: Partial<RelayLimits> } = {}): Promise<TestRelay> {
  const test = await openTestDatabase(collaborationMigrations);
  const { database } = test;
  const workspaceId = newId();
  const pages = new Map<string, { trashed: boolean }>();
  const people = new Map<string, { principal: Principal; role: Role }>();
  const roles = new Map<string, Role>();
  const signedOut = new Set<string>();
  const logged: TestRelay['logged'] = [];
  const emitted: NewEvent[] = [];
  const fanout = createFanout<{ access: AccessChange }>((error) => {
    throw error;
  });
  let rightsHeld: Promise<void> = Promise.resolve();
  let metrics = new Registry();
  let handlers: { types: readonly string[]; handle: (event: StoredEvent, tx: Tx) => Promise<void> }[] = [];
  let server: Server;
  let collaboration: Collaboration;
  const clients = new Set<Client>();

  async function start(): Promise<void> {
    metrics = new Registry();
    handlers = [];
    collaboration = createCollaboration({
      database,
      access: {
        async can(principal, action) {
          await rightsHeld;
          const role = roles.get(principal.personId) ?? null;
          return action === 'document.read' ? role !== null : role === 'editor';
        },
      },
      resourceOf: async (documentId) => {
        const page = pages.get(documentId);
        return page && { workspaceId, trashed: page.trashed };
      },
      async authenticate({ url }) {
        const token = new URL(url ?? '/', 'http://localhost').searchParams.get('token');
        const person = token === null ? undefined : people.get(token);
        if (!person) throw new AppError('auth.invalid_token', 401, 'The token is not valid.');
        return person.principal;
      },
      isStillGood: async (principal) => !signedOut.has(principal.sessionId ?? ''),
      fanout,
      emit: async (_tx, event) => void emitted.push(event),
      events: { subscribe: (_consumer, types, handle) => void handlers.push({ types, handle }) },
      clock: systemClock,
      logger: {
        error: (fields, text) => void logged.push({ fields, text }),
        warn: (fields, text) => void logged.push({ fields, text }),
      },
      metrics,
      ...(options.limits ? { limits: options.limits } : {}),
    });
    await collaboration.start();
    server = createServer();
    collaboration.attach(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  }

  async function end(): Promise<void> {
    await collaboration.stop();
    for (const client of clients) client.terminate();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  await start();
  const relay: TestRelay = {
    get collaboration() {
      return collaboration;
    },
    database,
    get url() {
      return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/collab`;
    },
    get metrics() {
      return metrics;
    },
    logged,
    events: emitted,
    fanout,
    workspaceId,
    page() {
      const id = newId();
      pages.set(id, { trashed: false });
      return id;
    },
    person(role) {
      const personId = newId();
      const sessionId = newId();
      const token = `token-${newId()}`;
      const principal: Principal = { personId, name: 'Ada', sessionId, keyId: null, scopes: ['*'] };
      people.set(token, { principal, role });
      roles.set(personId, role);
      return { personId, sessionId, token };
    },
    setRole(personId, role) {
      roles.set(personId, role);
      fanout.publish('access', { personId, workspaceId });
    },
    expire: (sessionId) => void signedOut.add(sessionId),
    setTrashed: (documentId, trashed) => void pages.set(documentId, { trashed }),
    remove: (documentId) => void pages.delete(documentId),
    holdRights() {
      let release = () => {};
      rightsHeld = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async deliver(event) {
      for (const { types, handle } of handlers) {
        if (!types.includes(event.type)) continue;
        await database.transaction((tx) => handle({ ...event, id: newId(), position: 1n, createdAt: new Date() }, tx));
      }
    },
    async client(documentId, token, clientOptions = {}) {
      const client = await connect({ url: relay.url, documentId, token, ...clientOptions });
      clients.add(client);
      return client;
    },
    async metric(name) {
      const values = (await metrics.getSingleMetric(name)?.get())?.values ?? [];
      return values.reduce((sum, { value }) => sum + value, 0);
    },
    async restart() {
      await end();
      await start();
    },
    async stop() {
      await end();
      await test.close();
    },
  };
  return relay;
}

/** Resolves when the condition holds; fails with what it was waiting for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Still waiting for: ${what}.`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
