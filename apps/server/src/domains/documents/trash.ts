import { sql, type Kysely } from 'kysely';
import type { Document } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { Principal } from '../identity/index.ts';
import { branchOf, fitsUnder, heightOf, lineOf, pageRow } from './branches.ts';
import { documentEvent, type Announcements } from './events.ts';
import { requireVersion, type Gate, type Versions } from './gate.ts';
import { lockTree, positionAt, siblings } from './ordering.ts';
import { among, tablesOf, type DocumentRow, type DocumentTables } from './schema.ts';
import { toTreeNode, type Views } from './views.ts';

/** How many entries of the trash are destroyed in one transaction. */
const EMPTYING_SLICE = 50;

/**
 * The trash keeps branches whole: what goes there together stays together, under
 * the page that was put there. Something that was put there earlier on its own
 * stays an entry of its own, whatever happens to the pages above it.
 */
export interface Trash {
  /** Puts a page there with all that is below it. Repeating it changes nothing. */
  put(principal: Principal, id: string, versions?: Versions): Promise<void>;
  /**
   * Takes a page back with all that went there below it: to its old place, or to the end of the
   * top when the page above is gone, in the trash, or now too deep. Repeating it changes nothing.
   */
  restore(principal: Principal, id: string): Promise<Document>;
  /** Destroys a page for good with all that shares its fate, in the trash or not. */
  destroy(principal: Principal, id: string, versions?: Versions): Promise<void>;
  /** Destroys all that is in the trash; answers how many pages that were. */
  empty(principal: Principal, workspaceId: string): Promise<number>;
}

export function createTrash(needs: {
  database: Database;
  clock: Clock;
  emit: Emit;
  gate: Gate;
  views: Views;
  announce: Announcements;
}): Trash {
  const { database, clock, emit, gate, views, announce } = needs;

  const destroyBranch = async (tx: Tx, head: DocumentRow, actor: Principal): Promise<number> => {
    const tables = tablesOf(tx);
    const ids = (await branchOf(tables, head.id)).map((page) => page.id);
    // Other entries of the trash below lose the page above them, but not their life.
    await tables
      .updateTable('documents')
      .set({ parent_id: null })
      .where(among('parent_id', ids))
      .where((eb) => eb.not(among('id', ids)))
      .execute();
    await sql`update blobs set idle_since = ${clock.now()}
      where id in (select blob_id from document_blobs where document_id = any(${ids}::uuid[]))`.execute(tx);
    await tables.deleteFrom('document_links').where(among('target_id', ids)).execute();
    // Favourites, visits, links and references to files go with their page (on delete cascade).
    await tables.deleteFrom('documents').where(among('id', ids)).execute();
    await emit(tx, documentEvent('documents.destroyed', head, actor.personId, { documentIds: ids }));
    return ids.length;
  };

  return {
    async put(principal, id, versions) {
      const found = await gate.page(principal, 'document.edit', id);
      const done = await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockTree(tables, found.workspace_id);
        const head = await pageRow(tables, found.id);
        requireVersion(head, versions);
        if (head.trash_root_id !== null) return false;
        const ids = (await branchOf(tables, head.id)).map((page) => page.id);
        await tables
          .updateTable('documents')
          .set({
            trashed_at: clock.now(),
            trash_root_id: head.id,
            trashed_by: principal.personId,
            version: sql`version + 1`,
          })
          .where(among('id', ids))
          .execute();
        await emit(tx, documentEvent('documents.trashed', head, principal.personId, { documentIds: ids }));
        return true;
      });
      if (done) announce.removed(found.workspace_id, found.id);
    },

    async restore(principal, id) {
      const found = await gate.page(principal, 'document.edit', id);
      const pages = await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockTree(tables, found.workspace_id);
        const head = await pageRow(tables, found.id);
        if (head.trash_root_id === null) return 0;
        const branch = await branchOf(tables, head.id);
        // Placed while still in the trash, where positions need not be unique.
        await tables
          .updateTable('documents')
          .set(await oldPlace(tables, head, heightOf(branch)))
          .where('id', '=', head.id)
          .execute();
        const ids = branch.map((page) => page.id);
        await tables
          .updateTable('documents')
          .set({ trashed_at: null, trash_root_id: null, trashed_by: null, version: sql`version + 1` })
          .where(among('id', ids))
          .execute();
        await emit(tx, documentEvent('documents.restored', head, principal.personId, { documentIds: ids }));
        return ids.length;
      });
      if (pages === 1) announce.changed(found.workspace_id, toTreeNode(await pageRow(tablesOf(database.db), found.id)));
      if (pages > 1) announce.treeChanged(found.workspace_id);
      return views.page(principal, found.id);
    },

    async destroy(principal, id, versions) {
      const found = await gate.page(principal, 'document.destroy', id);
      await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockTree(tables, found.workspace_id);
        const head = await pageRow(tables, found.id);
        requireVersion(head, versions);
        await destroyBranch(tx, head, principal);
      });
      announce.removed(found.workspace_id, found.id);
    },

    async empty(principal, workspaceId) {
      await gate.workspace(principal, 'document.destroy', workspaceId);
      let destroyed = 0;
      for (;;) {
        const slice = await database.transaction(async (tx) => {
          const tables = tablesOf(tx);
          await lockTree(tables, workspaceId);
          const heads = await tables
            .selectFrom('documents')
            .selectAll()
            .where('workspace_id', '=', workspaceId)
            .whereRef('trash_root_id', '=', 'id')
            .orderBy('id')
            .limit(EMPTYING_SLICE)
            .execute();
          let pages = 0;
          for (const head of heads) pages += await destroyBranch(tx, head, principal);
          return { pages, last: heads.length < EMPTYING_SLICE };
        });
        destroyed += slice.pages;
        if (slice.last) break;
      }
      if (destroyed > 0) announce.treeChanged(workspaceId);
      return destroyed;
    },
  };
}

/** The place that a restored branch returns to, its old one when that still exists. */
async function oldPlace(
  tables: Kysely<DocumentTables>,
  head: DocumentRow,
  height: number,
): Promise<{ parent_id: string | null; position: string }> {
  const parentId = await parentOrTop(tables, head.parent_id, height);
  const there = tables
    .selectFrom('documents')
    .select('id')
    .where('workspace_id', '=', head.workspace_id)
    .where('parent_id', 'is not distinct from', parentId)
    .where('trash_root_id', 'is', null)
    .where('position', '=', head.position);
  const keepsPosition = parentId === head.parent_id && (await there.executeTakeFirst()) === undefined;
  return {
    parent_id: parentId,
    position: keepsPosition ? head.position : await positionAt(siblings(tables, head.workspace_id, parentId), {}),
  };
}

async function parentOrTop(tables: Kysely<DocumentTables>, parentId: string | null, height: number) {
  if (parentId === null) return null;
  const parent = await pageRow(tables, parentId);
  if (parent.trash_root_id !== null) return null;
  return fitsUnder(await lineOf(tables, parentId), height) ? parentId : null;
}
