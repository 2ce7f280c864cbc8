import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Notification, NotificationPage, PersonSummary } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/db/database.ts';
import { invalidInput } from '../../kernel/errors.ts';
import type { Emit, Events } from '../../kernel/events/events.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';
import { newId } from '../../kernel/ids.ts';
import { notificationNotFound } from './errors.ts';
import { listen, NOTIFICATIONS_ARRIVED } from './events.ts';
import { tablesOf, type NotificationRow } from './schema.ts';

/** A piece of work on a page, and who wants to hear of it. */
export interface EditNews {
  readonly workspaceId: string;
  readonly documentId: string;
  readonly versionId: string;
  readonly people: readonly string[];
  readonly endedAt: Date;
  /** Those who follow the page, and since when. */
  readonly followers: ReadonlyMap<string, Date>;
  readonly mentions: readonly { readonly personId: string; readonly blockId: string }[];
}

interface Reader {
  readonly personId: string;
}

/** What waits for a person. They see only what they may read at the moment they look. */
export interface Notifications<Principal extends Reader> {
  /** Files it for everyone concerned, in the caller's transaction; nobody hears of what they did themselves. */
  edited(tx: Tx, news: EditNews): Promise<void>;
  /** Latest first. */
  list(
    principal: Principal,
    filter: { workspaceId?: string | undefined; unread: boolean },
    request: { limit: number; cursor?: string | undefined },
  ): Promise<NotificationPage>;
  mark(principal: Principal, id: string, read: boolean): Promise<Notification>;
  /** Marks all of a workspace as read, or those about one page. */
  markAll(principal: Principal, workspaceId: string, documentId?: string): Promise<void>;
}

export interface NotificationsNeeds<Principal extends Reader> {
  readonly database: Database;
  readonly emit: Emit;
  readonly events: Pick<Events, 'subscribe'>;
  readonly fanout: Fanout<{ stream: StreamMessage }>;
  readonly clock: Clock;
  readonly readableBy: (
    principal: Principal,
    columns: { workspaceId: string; documentId: string },
  ) => RawBuilder<SqlBool>;
  readonly titlesOf: (documentIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly namesOf: (personIds: readonly string[]) => Promise<ReadonlyMap<string, PersonSummary>>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function createNotifications<Principal extends Reader>(
  needs: NotificationsNeeds<Principal>,
): Notifications<Principal> {
  const { database, clock } = needs;
  const db = tablesOf(database.db);
  listen(needs.events, needs.fanout);

  const mine = (principal: Principal, workspaceId: string | undefined) =>
    sql<boolean>`person_id = ${principal.personId}
      and ${workspaceId === undefined ? sql`true` : sql`workspace_id = ${workspaceId}`}
      and ${needs.readableBy(principal, { workspaceId: 'notifications.workspace_id', documentId: 'notifications.document_id' })}`;

  /** Files a line, or brings it up to date without making it unread again. Answers whether it is new. */
  async function file(tx: Tx, line: Omit<NotificationRow, 'id' | 'read_at'>): Promise<boolean> {
    const { rows } = await sql<{ isNew: boolean }>`
      insert into notifications (id, person_id, workspace_id, document_id, entry_key, kind, people, version_id, block_id, happened_at)
      values (${newId()}, ${line.person_id}, ${line.workspace_id}, ${line.document_id}, ${line.entry_key}, ${line.kind},
        ${[...line.people]}::uuid[], ${line.version_id}, ${line.block_id}, ${line.happened_at})
      on conflict (person_id, entry_key) do update
        set people = excluded.people, happened_at = greatest(notifications.happened_at, excluded.happened_at)
        where notifications.kind = 'edited'
      returning xmax = 0 as "isNew"`.execute(tx);
    return rows[0]?.isNew ?? false;
  }

  async function view(rows: readonly NotificationRow[]): Promise<Notification[]> {
    const [titles, names] = await Promise.all([
      needs.titlesOf([...new Set(rows.map((row) => row.document_id))]),
      needs.namesOf([...new Set(rows.flatMap((row) => row.people))]),
    ]);
    return rows.map((row) => ({
      id: row.id,
      workspaceId: row.workspace_id,
      documentId: row.document_id,
      kind: row.kind,
      title: titles.get(row.document_id) ?? '',
      people: row.people.flatMap((id) => names.get(id) ?? []),
      versionId: row.version_id,
      blockId: row.block_id,
      at: row.happened_at.toISOString(),
      readAt: row.read_at?.toISOString() ?? null,
    }));
  }

  const tell = (tx: Tx, personId: string, workspaceId: string) =>
    needs.emit(tx, { type: NOTIFICATIONS_ARRIVED, aggregateId: personId, workspaceId, actorId: null, data: {} });

  return {
    async edited(tx, { workspaceId, documentId, versionId, people, endedAt, followers, mentions }) {
      const arrived = new Set<string>();
      const base = { workspace_id: workspaceId, document_id: documentId, happened_at: endedAt, version_id: versionId };
      for (const [personId, since] of followers) {
        const others = people.filter((id) => id !== personId);
        // What was done before they followed is no news.
        if (others.length === 0 || endedAt < since) continue;
        const line = { ...base, person_id: personId, entry_key: `edited:${versionId}`, people: others };
        if (await file(tx, { ...line, kind: 'edited', block_id: null })) arrived.add(personId);
      }
      for (const { personId, blockId } of mentions) {
        const others = people.filter((id) => id !== personId);
        if (others.length === 0 || !UUID.test(personId)) continue;
        const entry_key = `mentioned:${documentId}:${blockId.slice(0, 100)}`;
        const line = { ...base, person_id: personId.toLowerCase(), entry_key, people: others };
        if (await file(tx, { ...line, kind: 'mentioned', block_id: blockId || null })) {
          arrived.add(personId.toLowerCase());
        }
      }
      for (const personId of arrived) await tell(tx, personId, workspaceId);
    },

    async list(principal, { workspaceId, unread }, { limit, cursor }) {
      const start = fromCursor(cursor);
      let query = db
        .selectFrom('notifications')
        .selectAll()
        .where(mine(principal, workspaceId))
        .orderBy(sql`happened_at desc, id desc`)
        .limit(limit + 1);
      if (unread) query = query.where('read_at', 'is', null);
      if (start !== null) query = query.where(sql<boolean>`(happened_at, id) < (${start.at}, ${start.id}::uuid)`);
      const [rows, { rows: counted }] = await Promise.all([
        query.execute(),
        sql<{ count: string }>`
          select count(*) as count from notifications where read_at is null and ${mine(principal, workspaceId)}`.execute(
          database.db,
        ),
      ]);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: await view(shown),
        nextCursor: rows.length > limit && last !== undefined ? `${last.happened_at.getTime()}.${last.id}` : null,
        unread: Number(counted[0]?.count ?? 0),
      };
    },

    async mark(principal, id, read) {
      const row = await database.transaction(async (tx) => {
        const changed = await tablesOf(tx)
          .updateTable('notifications')
          .set({ read_at: read ? clock.now() : null })
          .where('id', '=', id)
          .where(mine(principal, undefined))
          .returningAll()
          .executeTakeFirst();
        if (changed !== undefined) await tell(tx, principal.personId, changed.workspace_id);
        return changed;
      });
      if (row === undefined) throw notificationNotFound();
      return (await view([row]))[0]!;
    },

    async markAll(principal, workspaceId, documentId) {
      await database.transaction(async (tx) => {
        let query = tablesOf(tx)
          .updateTable('notifications')
          .set({ read_at: clock.now() })
          .where('read_at', 'is', null)
          .where('person_id', '=', principal.personId)
          .where('workspace_id', '=', workspaceId);
        if (documentId !== undefined) query = query.where('document_id', '=', documentId);
        const { numUpdatedRows } = await query.executeTakeFirst();
        if (numUpdatedRows > 0n) await tell(tx, principal.personId, workspaceId);
      });
    },
  };
}

function fromCursor(cursor: string | undefined): { at: Date; id: string } | null {
  if (cursor === undefined) return null;
  const [at = '', id = ''] = cursor.split('.');
  if (!/^\d{1,16}$/.test(at) || !UUID.test(id)) {
    throw invalidInput('query.cursor', 'Must be the `nextCursor` of the page before.');
  }
  return { at: new Date(Number(at)), id };
}
