import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Document, Page } from '@materi/contract';
import { invalidInput } from '../../kernel/errors.ts';
import type { Access, Principal } from '../identity/index.ts';
import { fromCursor, toCursor, type PageRequest } from './cursors.ts';
import { isUuid } from './events.ts';
import type { Gate } from './gate.ts';
import type { DocumentTables } from './schema.ts';
import { selectPages, type Views } from './views.ts';

/** At most one of these narrows a list. */
export interface ListFilter {
  /** Directly under this page, `top` for under none; in the order of the tree. */
  readonly parentId?: string | undefined;
  /** The entries of the trash, latest first. */
  readonly trashed?: boolean | undefined;
  /** What the person visited, latest first. */
  readonly recent?: boolean | undefined;
  /** What anybody changed, latest first. */
  readonly changed?: boolean | undefined;
  /** The person's favourites, in their order. */
  readonly favourites?: boolean | undefined;
}

/** A list of pages that the person may read, one part at a time. */
export type ListPages = (
  principal: Principal,
  workspaceId: string,
  filter: ListFilter,
  request: PageRequest,
) => Promise<Page<Document>>;

interface Listing {
  readonly name: string;
  readonly condition: RawBuilder<SqlBool>;
  /** What the list is sorted by, as text that comes back in a cursor. */
  readonly key: RawBuilder<string>;
  /** The same for comparing, and how the text becomes it. */
  readonly order: RawBuilder<unknown>;
  readonly type: 'uuid' | 'text' | 'timestamptz';
  readonly descending: boolean;
}

const isKeyOf = {
  uuid: isUuid,
  text: (key: string) => /^[0-9A-Za-z]+$/.test(key),
  timestamptz: (key: string) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key)),
};

const live = sql<SqlBool>`documents.trash_root_id is null`;

export function createLists(needs: {
  db: Kysely<DocumentTables>;
  access: Access;
  gate: Gate;
  views: Views;
}): ListPages {
  const { db, access, gate, views } = needs;
  return async (principal, workspaceId, filter, request) => {
    await gate.workspace(principal, 'document.read', workspaceId);
    const listing = listingFor(filter, principal.personId);
    const start = fromCursor(listing.name, request.cursor, isKeyOf[listing.type]);
    const direction = sql.raw(listing.descending ? 'desc' : 'asc');

    let query = selectPages(db, principal.personId)
      .select(listing.key.as('sort_key'))
      .where('documents.workspace_id', '=', workspaceId)
      .where(listing.condition)
      .where(access.readableBy(principal, { workspaceId: 'documents.workspace_id', documentId: 'documents.id' }))
      .orderBy(sql`${listing.order} ${direction}, documents.id ${direction}`)
      .limit(request.limit + 1);
    if (start !== null) {
      const beyond = sql.raw(listing.descending ? '<' : '>');
      query = query.where(
        sql<SqlBool>`(${listing.order}, documents.id) ${beyond} (${start.key}::${sql.raw(listing.type)}, ${start.id}::uuid)`,
      );
    }
    const rows = await query.execute();
    const shown = rows.slice(0, request.limit);
    const last = shown.at(-1);
    return {
      items: await views.pages(principal, shown),
      nextCursor:
        rows.length > shown.length && last !== undefined
          ? toCursor(listing.name, { key: last.sort_key, id: last.id })
          : null,
    };
  };
}

function listingFor(filter: ListFilter, personId: string): Listing {
  const { parentId: parent, trashed, recent, changed, favourites } = filter;
  const chosen = [parent !== undefined, trashed, recent, changed, favourites].filter(Boolean);
  if (chosen.length > 1) {
    throw invalidInput('query', 'Choose only one of parentId, trashed, recent, changed and favourites.');
  }
  if (filter.parentId !== undefined) {
    const parentId = filter.parentId === 'top' ? null : filter.parentId;
    const order = sql<string>`documents.position`;
    return {
      name: 'children',
      condition: sql<SqlBool>`documents.parent_id is not distinct from ${parentId}::uuid and ${live}`,
      key: order,
      order,
      type: 'text',
      descending: false,
    };
  }
  if (filter.trashed) {
    const order = sql`documents.trashed_at`;
    return {
      name: 'trash',
      condition: sql<SqlBool>`documents.trash_root_id = documents.id`,
      key: instantText(order),
      order,
      type: 'timestamptz',
      descending: true,
    };
  }
  if (filter.recent) {
    const order = sql`(select visited_at from document_visits visit
      where visit.document_id = documents.id and visit.person_id = ${personId})`;
    return {
      name: 'recent',
      condition: sql<SqlBool>`${live} and documents.id in (
        select document_id from document_visits where person_id = ${personId})`,
      key: instantText(order),
      order,
      type: 'timestamptz',
      descending: true,
    };
  }
  if (filter.changed) {
    const order = sql`documents.updated_at`;
    return {
      name: 'changed',
      condition: live,
      key: instantText(order),
      order,
      type: 'timestamptz',
      descending: true,
    };
  }
  if (filter.favourites) {
    const order = sql<string>`(select liked.position from document_favourites liked
      where liked.document_id = documents.id and liked.person_id = ${personId})`;
    return {
      name: 'favourites',
      condition: sql<SqlBool>`${live} and documents.id in (
        select document_id from document_favourites where person_id = ${personId})`,
      key: order,
      order,
      type: 'text',
      descending: false,
    };
  }
  const order = sql`documents.id`;
  return { name: 'all', condition: live, key: sql<string>`documents.id::text`, order, type: 'uuid', descending: false };
}

// Times are written with milliseconds, so this text is the whole truth.
const instantText = (instant: RawBuilder<unknown>) =>
  sql<string>`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
