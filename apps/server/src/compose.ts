import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PersonSummary } from '@materi/contract';
import type { Attributes } from '@materi/editor';
import { createBackups, registerBackupRoutes } from './domains/backups/index.ts';
import {
  chosenRelayLimits,
  createCollaboration,
  createContent,
  createHistory,
  createVersionStore,
  registerContentRoutes,
  registerHistoryRoutes,
  registerCheckRoutes,
  registerLineRoutes,
} from './domains/collaboration/index.ts';
import { createDocuments, documentNotFound, registerDocumentRoutes } from './domains/documents/index.ts';
import { createExchange, registerExchangeRoutes } from './domains/exchange/index.ts';
import {
  createIdentity,
  registerIdentityRoutes,
  requirePrincipal,
  type AccessChange,
  type Principal,
} from './domains/identity/index.ts';
import { createNotifications, registerNotificationRoutes } from './domains/notifications/index.ts';
import { createSearch, registerSearchRoutes } from './domains/search/index.ts';
import { createFileStore } from './kernel/blobs/file-store.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { checkMasterKey } from './kernel/crypto/key-check.ts';
import { createVault } from './kernel/crypto/vault.ts';
import type { Database } from './kernel/db/database.ts';
import { createDatabasePart } from './kernel/db/open-database.ts';
import { createEvents } from './kernel/events/create.ts';
import { createFanout } from './kernel/fanout.ts';
import { installIdempotency } from './kernel/http/idempotency.ts';
import { createListening } from './kernel/http/listening.ts';
import { createOutbound, type Outbound } from './kernel/http/outbound.ts';
import { createHttpServer } from './kernel/http/server.ts';
import { streamRoutes, type StreamMessage } from './kernel/http/stream.ts';
import { createWebApp } from './kernel/http/web-app.ts';
import { createJobs } from './kernel/jobs/create.ts';
import type { Part } from './kernel/part.ts';
import { createPeriodic } from './kernel/periodic.ts';
import type { Logger } from './kernel/telemetry/logger.ts';
import { createMetrics } from './kernel/telemetry/metrics.ts';
import { VERSION } from './version.ts';

const HOUSEKEEPING_MS = 60 * 60 * 1000;
const BACKUP_CHECK_MS = 10 * 60 * 1000;
const WEB_APP = fileURLToPath(new URL('../../web/dist', import.meta.url));

export interface ComposeNeeds {
  readonly config: Config;
  readonly logger: Logger;
  /** Open and migrated. It closes with the parts. */
  readonly database: Database;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly clock?: Clock;
  /** Another folder with the built web app, for tests. */
  readonly webApp?: string;
  /** Another way to other sites, for tests. */
  readonly outbound?: Outbound;
}

/** The whole product, wired and not yet started. */
export type Materi = Awaited<ReturnType<typeof compose>>;

/**
 * Wires everything by hand, in order of dependency; nothing else constructs.
 * `parts` is the order in which to start; stop in reverse.
 */
export async function compose(needs: ComposeNeeds) {
  const { config, logger, database, clock = systemClock } = needs;
  const metrics = createMetrics();
  const vault = createVault(needs.masterKey);
  await checkMasterKey(database, vault);
  const fanout = createFanout<{ access: AccessChange; stream: StreamMessage }>((error, topic) =>
    logger.error({ err: error, topic }, 'a listener failed'),
  );
  const events = createEvents({ database, logger, metrics });
  const jobs = createJobs({
    database,
    logger,
    metrics,
    onChange({ id, workspaceId, personId }) {
      if (workspaceId !== null) {
        fanout.publish('stream', { workspaceId, personId, event: { type: 'job.changed', jobId: id } });
      }
    },
  });
  const blobs = createFileStore({
    root: config.blobsDir,
    keyOf: (workspaceId) => vault.workspaceKey(workspaceId, 'blobs'),
  });

  const web = createWebApp({ folder: needs.webApp ?? WEB_APP, version: VERSION });
  const parts: Part[] = [];
  const app = await createHttpServer({
    config,
    logger,
    metrics,
    version: VERSION,
    parts: () => parts.map((part) => ({ name: part.name, reason: part.ready() })),
    pageFor: web.pageFor,
  });
  const listening = createListening({
    app,
    host: config.host,
    port: config.port,
    // Sockets must end before the port can close.
    beforeClose: () => collaboration.stop(),
  });
  const publicUrl = () => config.publicUrl ?? listening.address();

  const identity = createIdentity({
    database,
    emit: events.emit,
    fanout,
    clock,
    secrets: vault,
    config: { publicUrl },
  });
  // Bodies and pages need each other: pages are made with a body, and bodies belong to pages.
  // These are asked only once everything is there.
  const resourceOf = (documentId: string) => documents.resourceOf(documentId);
  const requireResource = async (documentId: string) => {
    const resource = await resourceOf(documentId);
    if (resource === undefined) throw documentNotFound();
    return resource;
  };
  const collaboration = createCollaboration({
    database,
    emit: events.emit,
    events,
    fanout,
    clock,
    logger,
    metrics,
    authenticate: identity.authentication.authenticateUpgrade,
    isStillGood: identity.authentication.isStillGood,
    access: identity.access,
    resourceOf,
    limits: chosenRelayLimits(config.relayLimits),
  });
  const content = createContent<Principal>({ store: collaboration, titleOf: (ids) => documents.titlesOf(ids) });
  const documents = createDocuments({
    database,
    access: identity.access,
    people: identity.people,
    emit: events.emit,
    events,
    fanout,
    blobs,
    clock,
    outbound: needs.outbound ?? createOutbound({ userAgent: `Materi/${VERSION} (link preview)` }),
    publicUrl,
    membersOf,
    initialContent: {
      prepare: content.prepareMarkdown,
      copy: content.prepareCopy,
      write: collaboration.writeInitial,
    },
  });
  const notifications = createNotifications<Principal>({
    database,
    emit: events.emit,
    events,
    fanout,
    clock,
    readableBy: identity.access.readableBy,
    titlesOf: documents.titlesOf,
    namesOf: identity.people.summaries,
  });
  const history = createHistory({
    database,
    log: collaboration,
    store: createVersionStore({ database }),
    content,
    readState: collaboration.readState,
    edit: collaboration.applyUpdate,
    copyPage: (principal, documentId, copied) =>
      documents.duplicate(principal, documentId, { children: false, content: copied }),
    access: identity.access,
    requireResource,
    people: identity.people,
    events,
    clock,
    async onSession(tx, { mentions, ...session }) {
      const { versionId, documentId } = session;
      await documents.activities.record(tx, { ...session, kind: 'edited', key: `edited:${versionId}` });
      const followers = await documents.follows.followersOf(tx, documentId);
      await notifications.edited(tx, { ...session, mentions, followers });
    },
    onNews: (tx, { kind, documentId, versionId, personId, at, name }) =>
      documents.activities.record(tx, {
        documentId,
        kind,
        key: `${kind}:${versionId}:${at.getTime()}`,
        people: [personId],
        startedAt: at,
        endedAt: at,
        title: name,
        versionId,
      }),
  });
  const exchange = createExchange({
    database,
    access: identity.access,
    principalOf,
    // A key that may read the pages may see the name above them.
    workspaceName: async (principal, workspaceId) =>
      (await identity.workspaces.get({ ...principal, scopes: ['*'] }, workspaceId)).name,
    documents,
    content,
    blobs,
    jobs,
    clock,
    logger,
    publicUrl,
    people: (ids) => identity.people.summaries(ids),
    editCounts: collaboration.editCounts,
  });

  const search = createSearch<Principal>({
    database,
    events,
    clock,
    logger,
    metrics,
    sources: {
      pages: documents.pagesForIndex,
      pageIdsAfter: documents.pageIdsAfter,
      body: content.body,
      authors: collaboration.editorsOf,
    },
    readableBy: identity.access.readableBy,
    workspacesOf: identity.workspaces.idsFor,
  });

  const backups = createBackups({
    database,
    operators: identity.operators,
    jobs,
    emit: events.emit,
    blobs,
    clock,
    version: VERSION,
    folder: join(config.dataDir, 'backups'),
    masterKey: needs.masterKey,
    keyFingerprint: vault.fingerprint,
  });

  /** Everyone who is a member of a workspace. */
  async function membersOf(principal: Principal, workspaceId: string): Promise<PersonSummary[]> {
    const found: PersonSummary[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await identity.members.list({ ...principal, scopes: ['*'] }, workspaceId, { limit: 200, cursor });
      found.push(...page.items.map(({ person: { email: _email, ...person } }) => person));
      if (page.nextCursor === null) return found;
      cursor = page.nextCursor;
    }
  }

  /** A person with all their rights, for work in their name; `undefined` when the account is gone. */
  async function principalOf(personId: string): Promise<Principal | undefined> {
    const person = (await identity.people.summaries([personId])).get(personId);
    return person && { personId, name: person.name, sessionId: null, keyId: null, scopes: ['*'] };
  }

  async function workspacesOf(principal: Principal): Promise<ReadonlySet<string> | null> {
    if (!(await identity.authentication.isStillGood(principal))) return null;
    return identity.workspaces.idsFor(principal);
  }

  registerIdentityRoutes(app, identity);
  const idempotency = installIdempotency(app, {
    database,
    vault,
    personOf: (request) => request.principal?.personId ?? null,
  });
  registerDocumentRoutes(app, documents);
  registerContentRoutes(app, {
    content,
    access: identity.access,
    requireResource,
    properties: {
      // Stored as JSON and read as JSON.
      read: async (principal, documentId) => (await documents.find(principal, documentId)).properties as Attributes,
      async write(principal, documentId, properties) {
        await documents.update(principal, documentId, { properties });
      },
    },
  });
  registerHistoryRoutes(app, history);
  registerNotificationRoutes(app, { notifications, principalOf: requirePrincipal });
  registerExchangeRoutes(app, exchange);
  registerSearchRoutes<Principal>(app, { search, requirePrincipal });
  registerBackupRoutes(app, backups);
  registerLineRoutes(app, collaboration.lines);
  registerCheckRoutes(app, { publicUrl: config.publicUrl, trustsProxies: config.trustedProxies !== null });
  streamRoutes(app, { fanout, buildId: web.buildId, listenerOf: requirePrincipal, workspacesOf });
  await web.install(app);
  collaboration.attach(app.server);

  parts.push(
    createDatabasePart(database),
    blobs,
    events,
    jobs,
    idempotency,
    collaboration,
    content,
    search.indexer,
    exchange,
    createPeriodic({
      name: 'housekeeping',
      everyMs: HOUSEKEEPING_MS,
      run: async () => {
        await exchange.sweep();
        await documents.uploads.sweepUnreferencedBlobs();
      },
      failed: (error) => logger.warn({ err: error }, 'what nobody needs any more could not be removed'),
    }),
    createPeriodic({
      name: 'backups',
      everyMs: BACKUP_CHECK_MS,
      run: () => backups.runDue(),
      failed: (error) => logger.warn({ err: error }, 'the daily backup could not be begun'),
    }),
    listening,
  );

  return {
    app,
    config,
    database,
    identity,
    documents,
    content,
    exchange,
    search,
    backups,
    jobs,
    events,
    blobs,
    principalOf,
    publicUrl,
    address: listening.address,
    parts,
  };
}
