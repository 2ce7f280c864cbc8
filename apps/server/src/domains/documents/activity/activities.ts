import { sql } from 'kysely';
import type { Activity, ACTIVITY_KINDS, Page } from '@materi/contract';
import type { Database, Tx } from '../../../kernel/db/database.ts';
import type { Events } from '../../../kernel/events/events.ts';
import type { StoredEvent } from '../../../kernel/events/event.ts';
import { isAppError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Principal } from '../../identity/index.ts';
import { fromCursor, toCursor, type PageRequest } from '../cursors.ts';
import { isUuid } from '../events.ts';
import type { Gate } from '../gate.ts';
import { tablesOf, type ActivityRow } from '../schema.ts';
import type { Names } from '../views.ts';

export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Something that happened to a page. */
export interface ActivityEntry {
  readonly documentId: string;
  /** The same key tells of the same thing again: what is there is brought up to date. */
  readonly key: string;
  readonly kind: ActivityKind;
  readonly people: readonly string[];
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly title?: string | null;
  readonly versionId?: string | null;
}

/** What happened to a page, in words that people read and not as events. */
export interface Activities {
  /** Files it, or brings it up to date. A page that is gone by now takes nothing. */
  record(tx: Tx, entry: ActivityEntry): Promise<void>;
  /** Latest first. */
  list(principal: Principal, documentId: string, request: PageRequest): Promise<Page<Activity>>;
}

/** What one person does again within this time is one entry: a title is saved with every few letters. */
const GROUP_MS = 10 * 60_000;

const EVENTS = [
  'documents.created',
  'documents.updated',
  'documents.moved',
  'documents.transferred',
  'documents.trashed',
  'documents.restored',
] as const;

export function createActivities(needs: {
  database: Database;
  gate: Gate;
  people: Names;
  events: Pick<Events, 'subscribe'>;
}): Activities {
  const { database, gate, people } = needs;
  const db = tablesOf(database.db);

  needs.events.subscribe('documents.activity', EVENTS, hear);

  async function hear(event: StoredEvent, tx: Tx): Promise<void> {
    const { actorId, aggregateId: id, createdAt: at, data } = event;
    if (actorId === null) return;
    const base = { documentId: id, key: event.id, people: [actorId], startedAt: at, endedAt: at };
    switch (event.type) {
      case 'documents.created':
        return record(tx, { ...base, kind: data['imported'] === true ? 'imported' : 'created' });
      case 'documents.updated': {
        const fields = Array.isArray(data['fields']) ? data['fields'] : [];
        if (fields.includes('title')) await again(tx, { ...base, kind: 'renamed' }, { title: true });
        if (fields.includes('icon')) await again(tx, { ...base, kind: 'changed_icon' });
        if (fields.includes('properties')) await again(tx, { ...base, kind: 'changed_properties' });
        return;
      }
      case 'documents.moved':
      case 'documents.transferred': {
        // Another place among the same pages is no news to anybody.
        if (event.type === 'documents.moved' && data['from'] === data['to']) return;
        const to = data['to'];
        return again(tx, { ...base, kind: 'moved' }, { parentId: typeof to === 'string' && isUuid(to) ? to : null });
      }
      default: {
        const ids = Array.isArray(data['documentIds']) ? data['documentIds'] : [id];
        const kind = event.type === 'documents.trashed' ? 'trashed' : 'restored';
        for (const documentId of ids) {
          if (typeof documentId === 'string') await record(tx, { ...base, documentId, kind });
        }
      }
    }
  }

  async function record(tx: Tx, entry: ActivityEntry): Promise<void> {
    await sql`
      insert into document_activities
        (id, document_id, entry_key, kind, people, started_at, ended_at, title, version_id)
      select ${newId()}, documents.id, ${entry.key}, ${entry.kind}, ${[...entry.people]}::uuid[],
        ${entry.startedAt}, ${entry.endedAt}, ${entry.title ?? null}, ${entry.versionId ?? null}
      from documents where documents.id = ${entry.documentId}
      on conflict (document_id, entry_key) do update set
        people = excluded.people, ended_at = greatest(document_activities.ended_at, excluded.ended_at)`.execute(tx);
  }

  /** The same once more: one entry for all that one person does within minutes. */
  async function again(
    tx: Tx,
    entry: ActivityEntry,
    now: { title?: boolean; parentId?: string | null } = {},
  ): Promise<void> {
    const since = new Date(entry.endedAt.getTime() - GROUP_MS);
    const { rows } = await sql<{ id: string }>`
      select id from document_activities
      where document_id = ${entry.documentId} and kind = ${entry.kind} and people = ${[...entry.people]}::uuid[]
        and started_at <= ${entry.endedAt} and ended_at >= ${since}
      order by ended_at desc limit 1`.execute(tx);
    if (rows[0] === undefined) await record(tx, entry);
    // The title as it is by now: the last of a row of changes has the last word.
    await sql`
      update document_activities set
        ended_at = greatest(document_activities.ended_at, ${entry.endedAt}),
        title = ${now.title === true ? sql`(select title from documents where id = ${entry.documentId})` : sql`title`},
        parent_id = ${now.parentId === undefined ? sql`parent_id` : now.parentId}
      where document_id = ${entry.documentId}
        and ${rows[0] === undefined ? sql`entry_key = ${entry.key}` : sql`id = ${rows[0].id}`}`.execute(tx);
  }

  async function views(principal: Principal, rows: readonly ActivityRow[]): Promise<Activity[]> {
    const names = await people.summaries([...new Set(rows.flatMap((row) => row.people))]);
    const parents = await readable(
      principal,
      rows.flatMap((row) => row.parent_id ?? []),
    );
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind as ActivityKind,
      people: row.people.flatMap((id) => names.get(id) ?? []),
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at.toISOString(),
      title: row.title,
      versionId: row.version_id,
      parent: row.parent_id === null ? null : (parents.get(row.parent_id) ?? null),
    }));
  }

  /** Where a page was moved to is named only to those who may see that place. */
  async function readable(principal: Principal, ids: readonly string[]) {
    const found = new Map<string, { id: string; title: string }>();
    for (const id of new Set(ids)) {
      const page = await gate.page(principal, 'document.read', id).catch((error: unknown) => {
        if (isAppError(error)) return undefined;
        throw error;
      });
      if (page !== undefined) found.set(id, { id, title: page.title });
    }
    return found;
  }

  return {
    record,
    async list(principal, documentId, request) {
      await gate.page(principal, 'document.read', documentId);
      const start = fromCursor('activity', request.cursor, (key) => /^\d{1,16}$/.test(key));
      let query = db
        .selectFrom('document_activities')
        .selectAll()
        .where('document_id', '=', documentId)
        .orderBy(sql`ended_at desc, id desc`)
        .limit(request.limit + 1);
      if (start !== null) {
        query = query.where(sql<boolean>`(ended_at, id) < (${new Date(Number(start.key))}, ${start.id}::uuid)`);
      }
      const rows = await query.execute();
      const shown = rows.slice(0, request.limit);
      const last = shown.at(-1);
      return {
        items: await views(principal, shown),
        nextCursor:
          rows.length > shown.length && last !== undefined
            ? toCursor('activity', { key: String(last.ended_at.getTime()), id: last.id })
            : null,
      };
    },
  };
}
