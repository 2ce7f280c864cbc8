import { generateKeyBetween } from 'fractional-indexing';
import { sql, type Kysely } from 'kysely';
import { siblingGone } from './errors.ts';
import type { DocumentTables } from './schema.ts';

/** Where something should stand: after one, else before one, else at the end. */
export interface Place {
  readonly afterId?: string | null;
  readonly beforeId?: string | null;
}

/** A row of things in order, as far as finding a place in it needs. */
interface SortedRow {
  positionOf(id: string): Promise<string | undefined>;
  /** The first position after the given one. */
  next(position: string): Promise<string | null>;
  /** The last position before the given one; the last of all for null. */
  previous(position: string | null): Promise<string | null>;
}

/**
 * One change of a workspace's tree at a time. Moves need the whole tree to stand
 * still, or two of them could close a circle that neither sees. Held to the end
 * of the transaction.
 */
export async function lockTree(tx: Kysely<DocumentTables>, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents.tree:${workspaceId}`}, 0))`.execute(tx);
}

/** One change of a person's favourites at a time, as `lockTree`. */
export async function lockFavourites(tx: Kysely<DocumentTables>, personId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents.favourites:${personId}`}, 0))`.execute(tx);
}

/**
 * A position at the given place (fractional indexing): strictly between its
 * neighbours, so that no other row changes. Call it with the row locked.
 * @throws AppError `document.sibling_gone` when neither named neighbour stands in the row
 */
export async function positionAt(row: SortedRow, place: Place): Promise<string> {
  const lower = place.afterId ? await row.positionOf(place.afterId) : undefined;
  if (lower !== undefined) return generateKeyBetween(lower, await row.next(lower));
  const upper = place.beforeId ? await row.positionOf(place.beforeId) : undefined;
  if (upper !== undefined) return generateKeyBetween(await row.previous(upper), upper);
  if (place.afterId || place.beforeId) throw siblingGone();
  return generateKeyBetween(await row.previous(null), null);
}

/** The live pages under a parent (`null`: at the top), without the page `exceptId`, which is about to move. */
export function siblings(
  tx: Kysely<DocumentTables>,
  workspaceId: string,
  parentId: string | null,
  exceptId: string | null = null,
): SortedRow {
  const row = () => {
    const live = tx
      .selectFrom('documents')
      .select('position')
      .where('workspace_id', '=', workspaceId)
      .where('parent_id', 'is not distinct from', parentId)
      .where('trash_root_id', 'is', null);
    return exceptId === null ? live : live.where('id', '!=', exceptId);
  };
  return {
    positionOf: async (id) => (await row().where('id', '=', id).executeTakeFirst())?.position,
    next: async (position) =>
      (await row().where('position', '>', position).orderBy('position').limit(1).executeTakeFirst())?.position ?? null,
    previous: async (position) => {
      const before = position === null ? row() : row().where('position', '<', position);
      return (await before.orderBy('position', 'desc').limit(1).executeTakeFirst())?.position ?? null;
    },
  };
}

/** A person's favourites in a workspace, without the page `exceptId`, which is about to move. */
export function favouritesRow(
  tx: Kysely<DocumentTables>,
  workspaceId: string,
  personId: string,
  exceptId: string,
): SortedRow {
  const row = () =>
    tx
      .selectFrom('document_favourites')
      .select('position')
      .where('workspace_id', '=', workspaceId)
      .where('person_id', '=', personId)
      .where('document_id', '!=', exceptId);
  return {
    positionOf: async (id) => (await row().where('document_id', '=', id).executeTakeFirst())?.position,
    next: async (position) =>
      (await row().where('position', '>', position).orderBy('position').limit(1).executeTakeFirst())?.position ?? null,
    previous: async (position) => {
      const before = position === null ? row() : row().where('position', '<', position);
      return (await before.orderBy('position', 'desc').limit(1).executeTakeFirst())?.position ?? null;
    },
  };
}
