import { Readable } from 'node:stream';
import type { StreamEvent, WorkspaceRole } from '@materi/contract';
import {
  createDocuments,
  documentsMigrations,
  type Documents,
  type PreparedContent,
} from '../../src/domains/documents/index.ts';
import {
  createIdentity,
  identityMigrations,
  type AccessChange,
  type Identity,
  type Principal,
} from '../../src/domains/identity/index.ts';
import type { Blobs } from '../../src/kernel/blobs/blobs.ts';
import type { Database, Tx } from '../../src/kernel/db/database.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { NewEvent, StoredEvent } from '../../src/kernel/events/event.ts';
import { createFanout } from '../../src/kernel/fanout.ts';
import { createOutbound, type Outbound } from '../../src/kernel/http/outbound.ts';
import type { StreamMessage } from '../../src/kernel/http/stream.ts';
import { newId } from '../../src/kernel/ids.ts';
import { openTestDatabase } from './database.ts';

/** Pages on a real database with real rights; time, bytes and bodies are held in memory. */
export interface DocumentsFixture {
  readonly database: Database;
  readonly documents: Documents;
  readonly identity: Identity;
  readonly owner: Principal;
  readonly workspaceId: string;
  /** A new member of the workspace. */
  join(role: Exclude<WorkspaceRole, 'owner'>): Promise<Principal>;
  /** Someone with a workspace of their own and no right to this one. */
  readonly stranger: Principal;
  /** What was emitted, also by transactions that were undone. */
  readonly emitted: NewEvent[];
  /** What open clients were told. */
  readonly heard: StreamEvent[];
  /** Hands over what a page body refers to, as collaboration does. */
  derive(documentId: string, refers: { links?: string[]; blobs?: string[] }, at?: Date): Promise<void>;
  /** The bodies by page. `prepare` fails on `UNREADABLE`, `write` on `UNWRITABLE`. */
  readonly bodies: Map<string, string>;
  readonly files: Map<string, Uint8Array>;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  now(): Date;
  /** A page by title, for short tests. */
  page(title: string, parentId?: string | null): Promise<string>;
  close(): Promise<void>;
}

export async function openDocuments(options: { outbound?: Outbound } = {}): Promise<DocumentsFixture> {
  const opened = await openTestDatabase([...identityMigrations, ...documentsMigrations]);
  const { database } = opened;
  const emitted: NewEvent[] = [];
  const heard: StreamEvent[] = [];
  const emit = async (_tx: Tx, event: NewEvent) => void emitted.push(event);
  const fanout = createFanout<{ access: AccessChange; stream: StreamMessage }>((error) => {
    throw error;
  });
  fanout.subscribe('stream', (message) => heard.push(message.event));
  let time = Date.parse('2026-01-02T03:04:05.678Z');
  const clock = { now: () => new Date((time += 1)) };
  const identity = createIdentity({
    database,
    emit,
    fanout,
    clock,
    secrets: { seal: (plain) => plain, open: (sealed) => sealed },
    config: { publicUrl: () => 'http://127.0.0.1' },
  });

  const principalOf = async (personId: string): Promise<Principal> => ({
    personId,
    name: (await identity.people.get(personId)).name,
    sessionId: newId(),
    keyId: null,
    scopes: ['*'],
  });
  const first = await identity.setup.createOwner({
    email: 'ada@example.org',
    name: 'Ada',
    workspace: 'Lab',
    password: 'correct horse battery',
  });
  const owner = await principalOf(first.personId);
  let people = 0;
  const join = async (role: Exclude<WorkspaceRole, 'owner'>, workspaceId = first.workspaceId) => {
    people += 1;
    const invitation = await identity.invitations.create(owner, workspaceId, { role });
    const joined = await identity.invitations.acceptAsNewPerson(
      invitation.token,
      { name: `Member ${people}`, email: `member${people}@example.org`, password: 'correct horse battery' },
      { device: 'a test', address: '192.0.2.1' },
    );
    return principalOf(joined.session.personId);
  };
  const elsewhere = await identity.workspaces.create(owner, 'Elsewhere');
  const stranger = await join('admin', elsewhere.id);
  emitted.length = 0;

  const bodies = new Map<string, string>();
  const asContent = (text: string): PreparedContent => ({ update: Buffer.from(text), schemaVersion: 1 });
  const files = new Map<string, Uint8Array>();
  const handlers: ((event: StoredEvent, tx: Tx) => Promise<void>)[] = [];
  const documents = createDocuments({
    database,
    membersOf: async () => [],
    access: identity.access,
    people: identity.people,
    emit,
    events: { subscribe: (_consumer, _types, handle) => void handlers.push(handle) },
    fanout,
    blobs: blobsInMemory(files),
    clock,
    outbound: options.outbound ?? createOutbound(),
    publicUrl: () => 'http://127.0.0.1',
    initialContent: {
      async prepare(markdown) {
        if (markdown.includes('UNREADABLE')) throw new Error('This Markdown cannot be read.');
        return asContent(markdown);
      },
      async copy(documentId) {
        const body = bodies.get(documentId);
        return body === undefined ? null : asContent(body);
      },
      async write(_tx, documentId, _actor, content) {
        const text = Buffer.from(content.update).toString();
        if (text.includes('UNWRITABLE')) throw new Error('This body cannot be written.');
        bodies.set(documentId, text);
      },
    },
  });

  return {
    database,
    documents,
    identity,
    owner,
    workspaceId: first.workspaceId,
    join: (role) => join(role),
    stranger,
    emitted,
    heard,
    bodies,
    files,
    async derive(documentId, { links = [], blobs = [] }, at = new Date(time)) {
      const event: StoredEvent = {
        type: 'collaboration.content_derived',
        aggregateId: documentId,
        workspaceId: first.workspaceId,
        actorId: null,
        data: { documentId, links, blobs, editedAt: at.toISOString() },
        id: newId(),
        position: 1n,
        // It is told some time after the edits.
        createdAt: new Date(at.getTime() + 5_000),
      };
      for (const handle of handlers) await database.transaction((tx) => handle(event, tx));
    },
    pass: (milliseconds) => void (time += milliseconds),
    now: () => new Date(time),
    async page(title, parentId = null) {
      const made = await documents.create(owner, first.workspaceId, { title, parentId, icon: null, properties: {} });
      return made.document.id;
    },
    close: () => opened.close(),
  };
}

/** Keeps the law of `Blobs` without a disk. */
function blobsInMemory(files: Map<string, Uint8Array>): Blobs {
  const keyOf = (workspaceId: string, name: string) => `${workspaceId}/${name}`;
  const read = async (workspaceId: string, name: string) => {
    const bytes = files.get(keyOf(workspaceId, name));
    if (bytes === undefined) throw new AppError('blob.not_found', 404, 'There is no such file.');
    return bytes;
  };
  return {
    async put(workspaceId, content, limitBytes) {
      const chunks: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const chunk of content instanceof Uint8Array ? [content] : (content as AsyncIterable<Uint8Array>)) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw new AppError('blob.too_large', 413, 'Too large.');
        chunks.push(chunk);
      }
      const whole = Buffer.concat(chunks);
      const name = Buffer.from(await crypto.subtle.digest('SHA-256', whole)).toString('hex');
      files.set(keyOf(workspaceId, name), whole);
      return { name, sizeBytes };
    },
    read,
    open: async (workspaceId, name) => Readable.from([await read(workspaceId, name)], { objectMode: false }),
    remove: async (workspaceId, name) => void files.delete(keyOf(workspaceId, name)),
  };
}
