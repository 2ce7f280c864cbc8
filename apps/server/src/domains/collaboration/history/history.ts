import type {
  ContentFormat,
  Document,
  Page,
  PersonSummary,
  Version,
  VersionDetail,
  VersionRestored,
} from '@materi/contract';
import type { BlockNode } from '@materi/editor';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Tx } from '../../../kernel/db/database.ts';
import type { Events } from '../../../kernel/events/events.ts';
import { invalidInput, isAppError } from '../../../kernel/errors.ts';
import type { Access, Principal } from '../../identity/index.ts';
import type { Content, PreparedBody } from '../content/content.ts';
import { CONTENT_DERIVED } from '../events.ts';
import type { VersionRow } from '../schema.ts';
import type { UpdateLog } from '../update-log.ts';
import { alreadyNamed, nothingWritten, pageInTrash, versionNotFound, versionUnreadable } from './errors.ts';
import type { VersionStore } from './version-store.ts';

/** A session of work, as it is a moment after edits settle. */
export interface WorkSession {
  readonly documentId: string;
  readonly workspaceId: string;
  readonly versionId: string;
  readonly people: readonly string[];
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Who is mentioned on the page now, and in which block. */
  readonly mentions: readonly { readonly personId: string; readonly blockId: string }[];
}

/** What became of a version through a person. */
export interface VersionNews {
  readonly kind: 'version_named' | 'version_restored';
  readonly documentId: string;
  readonly versionId: string;
  readonly personId: string;
  readonly at: Date;
  readonly name: string | null;
}

/** Earlier states of page bodies: who made them and when, what they were, and the way back. */
export interface History {
  /** Newest first. Whoever may read the page may look at what it was. */
  list(
    principal: Principal,
    documentId: string,
    request: { named: boolean; limit: number; cursor?: string | undefined },
  ): Promise<Page<Version>>;
  find(principal: Principal, documentId: string, id: string): Promise<VersionDetail>;
  /** @throws AppError `version.unreadable` (422) */
  content(principal: Principal, documentId: string, id: string, format: ContentFormat): Promise<string>;
  /** Puts a name on the page as it is now. @throws AppError `version.nothing_written`, `version.already_named` (409) */
  nameNow(principal: Principal, documentId: string, name: string): Promise<Version>;
  /** Gives a version a name, another one, or (`null`) none. */
  rename(principal: Principal, documentId: string, id: string, name: string | null): Promise<Version>;
  /**
   * Brings the body of a version back by an edit like any other: what people type meanwhile is kept,
   * and what the page was like before is a version too.
   */
  restore(principal: Principal, documentId: string, id: string): Promise<VersionRestored>;
  /**
   * Makes a new page, beside the old one, with the body of a version. The page as it is now is not read,
   * so that this also saves what is left of one that nothing can show any more.
   */
  copy(principal: Principal, documentId: string, id: string): Promise<Document>;
}

export interface HistoryNeeds {
  readonly database: Database;
  readonly log: Pick<UpdateLog, 'upTo'>;
  readonly store: VersionStore;
  readonly content: Pick<Content<Principal>, 'bodyOf' | 'render' | 'changeTo' | 'prepareCopyOf'>;
  /** The whole body as one Yjs update, with what an open room holds. */
  readonly readState: (documentId: string) => Promise<Uint8Array>;
  readonly edit: (
    documentId: string,
    actor: Principal,
    update: Uint8Array,
    schema: number,
    basedOn: Uint8Array,
  ) => Promise<number | null>;
  /** Copies a page with this body. It asks for the right to make pages itself. */
  readonly copyPage: (principal: Principal, documentId: string, content: PreparedBody) => Promise<Document>;
  readonly access: Access;
  /** @throws AppError `document.not_found` (404) */
  readonly requireResource: (documentId: string) => Promise<{ workspaceId: string; trashed: boolean }>;
  readonly people: { summaries(ids: readonly string[]): Promise<Map<string, PersonSummary>> };
  readonly events: Pick<Events, 'subscribe'>;
  readonly clock: Clock;
  /** Told in the transaction that files it. */
  readonly onSession: (tx: Tx, session: WorkSession) => Promise<void>;
  readonly onNews: (tx: Tx, news: VersionNews) => Promise<void>;
}

/** How many versions are told of again with each change; telling again changes nothing. */
const LATEST = 4;

export function createHistory(needs: HistoryNeeds): History {
  const { database, store, content, access } = needs;

  needs.events.subscribe('collaboration.history', [CONTENT_DERIVED], async (event, tx) => {
    const documentId = event.aggregateId;
    // One slice is enough nearly always; what is left is taken in when somebody looks.
    if (!(await store.catchUpIn(tx, documentId)) || event.workspaceId === null) return;
    // Sessions may follow one another faster than they are heard of (a name or a restore ends one at once).
    const latest = await store.latest(tx, documentId, LATEST);
    for (const [at, row] of latest.entries()) {
      if (row.kind !== 'session') continue;
      await needs.onSession(tx, {
        documentId,
        workspaceId: event.workspaceId,
        versionId: row.id,
        people: row.people,
        startedAt: row.started_at,
        endedAt: row.ended_at,
        mentions: at === latest.length - 1 ? mentionsIn(event.data['mentions']) : [],
      });
    }
  });

  async function require(principal: Principal, action: 'document.read' | 'document.edit', documentId: string) {
    const { workspaceId, trashed } = await needs.requireResource(documentId);
    await access.require(principal, action, { type: 'document', id: documentId, workspaceId });
    if (trashed && action === 'document.edit') throw pageInTrash();
  }

  async function versionRow(documentId: string, id: string): Promise<VersionRow> {
    const row = await store.find(documentId, id);
    if (row === undefined) throw versionNotFound();
    return row;
  }

  async function views(documentId: string, rows: readonly VersionRow[]): Promise<Version[]> {
    const ids = new Set(rows.flatMap((row) => [...row.people, ...(row.named_by === null ? [] : [row.named_by])]));
    const [names, newest] = await Promise.all([
      needs.people.summaries([...ids]),
      store.newest(database.db, documentId),
    ]);
    return rows.map((row) => ({
      id: row.id,
      documentId,
      kind: row.kind,
      name: row.name,
      namedBy: row.named_by === null ? null : (names.get(row.named_by) ?? null),
      people: row.people.flatMap((id) => names.get(id) ?? []),
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at.toISOString(),
      restoredFrom: row.restored_from,
      isCurrent: row.id === newest?.id,
    }));
  }

  const view = async (row: VersionRow): Promise<Version> => (await views(row.document_id, [row]))[0]!;

  async function bodyOf(row: VersionRow): Promise<BlockNode> {
    const updates = await needs.log.upTo(row.document_id, Number(row.last_seq));
    try {
      return await content.bodyOf(updates);
    } catch (error) {
      // Expected failures (a stopping server, too long) say so themselves; what is left is Yjs.
      if (isAppError(error)) throw error;
      throw versionUnreadable();
    }
  }

  return {
    async list(principal, documentId, { named, limit, cursor }) {
      await require(principal, 'document.read', documentId);
      await store.catchUp(documentId);
      const rows = await store.list(documentId, { named, beforeSeq: fromCursor(cursor), limit: limit + 1 });
      const shown = rows.slice(0, limit);
      return {
        items: await views(documentId, shown),
        nextCursor: rows.length > limit ? String(shown.at(-1)!.first_seq) : null,
      };
    },

    async find(principal, documentId, id) {
      await require(principal, 'document.read', documentId);
      const row = await versionRow(documentId, id);
      const previous = await store.before(documentId, Number(row.first_seq));
      return { ...(await view(row)), previousId: previous?.id ?? null };
    },

    async content(principal, documentId, id, format) {
      await require(principal, 'document.read', documentId);
      return content.render(await bodyOf(await versionRow(documentId, id)), format);
    },

    async nameNow(principal, documentId, name) {
      await require(principal, 'document.edit', documentId);
      await store.catchUp(documentId);
      const at = needs.clock.now();
      const named = await database.transaction(async (tx) => {
        const newest = await store.newest(tx, documentId);
        if (newest === undefined) throw nothingWritten();
        if (newest.name !== null) throw alreadyNamed(newest.name);
        const row = await store.name(tx, newest.id, { text: name, personId: principal.personId, at });
        await needs.onNews(tx, newsOf('version_named', row, principal.personId, at));
        return row;
      });
      return view(named);
    },

    async rename(principal, documentId, id, name) {
      await require(principal, 'document.edit', documentId);
      const before = await versionRow(documentId, id);
      if (before.name === name) return view(before);
      const at = needs.clock.now();
      const row = await database.transaction(async (tx) => {
        const after = await store.name(tx, id, name === null ? null : { text: name, personId: principal.personId, at });
        if (name !== null) await needs.onNews(tx, newsOf('version_named', after, principal.personId, at));
        return after;
      });
      return view(row);
    },

    async restore(principal, documentId, id) {
      await require(principal, 'document.edit', documentId);
      // First of all: whatever is typed from now on is kept.
      const state = await needs.readState(documentId);
      const wanted = await versionRow(documentId, id);
      const body = await bodyOf(wanted);
      await store.catchUp(documentId);
      const afterSeq = await database.transaction(async (tx) => {
        const newest = await store.newest(tx, documentId);
        if (newest !== undefined) await store.close(tx, newest.id);
        return Number(newest?.last_seq ?? 0);
      });
      const change = await content.changeTo(state, body);
      const seq =
        change === null ? null : await needs.edit(documentId, principal, change.update, change.schemaVersion, state);
      if (seq === null) return { version: null, before: null };
      const { made, before } = await database.transaction(async (tx) => {
        const filed = await store.recordRestore(tx, {
          documentId,
          afterSeq,
          seq,
          personId: principal.personId,
          from: wanted.id,
        });
        if (filed.made !== null) {
          await needs.onNews(tx, newsOf('version_restored', filed.made, principal.personId, filed.made.ended_at));
        }
        return filed;
      });
      return {
        version: made === null ? null : await view(made),
        before: before === null ? null : await view(before),
      };
    },

    async copy(principal, documentId, id) {
      await require(principal, 'document.read', documentId);
      const body = await bodyOf(await versionRow(documentId, id));
      return needs.copyPage(principal, documentId, await content.prepareCopyOf(body));
    },
  };
}

const newsOf = (kind: VersionNews['kind'], row: VersionRow, personId: string, at: Date): VersionNews => ({
  kind,
  documentId: row.document_id,
  versionId: row.id,
  personId,
  at,
  name: row.name,
});

function fromCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  if (!/^\d{1,15}$/.test(cursor)) throw invalidInput('query.cursor', 'Must be the `nextCursor` of the page before.');
  return Number(cursor);
}

function mentionsIn(value: unknown): WorkSession['mentions'] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (one): one is WorkSession['mentions'][number] =>
      typeof (one as { personId?: unknown } | null)?.personId === 'string' &&
      typeof (one as { blockId?: unknown }).blockId === 'string',
  );
}
