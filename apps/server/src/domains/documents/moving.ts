import type { Document } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import { invalidInput } from '../../kernel/errors.ts';
import type { Principal } from '../identity/index.ts';
import { branchOf, heightOf, pageRow, requirePlace } from './branches.ts';
import { cycle, inTrash } from './errors.ts';
import { documentEvent, type Announcements } from './events.ts';
import { requireVersion, type Gate, type Versions } from './gate.ts';
import { lockTree, positionAt, siblings, type Place } from './ordering.ts';
import { tablesOf } from './schema.ts';
import { toTreeNode, type Views } from './views.ts';

/** Where a page should go: under which page (`null`: the top), and where among those there. */
export interface Destination extends Place {
  readonly parentId: string | null;
}

/**
 * Moves a page with all below it.
 * @throws AppError `document.cycle` under itself, `document.too_deep`, `document.sibling_gone`, `document.trashed`
 */
export type Move = (
  principal: Principal,
  id: string,
  destination: Destination,
  versions?: Versions,
) => Promise<Document>;

export function createMove(needs: {
  database: Database;
  clock: Clock;
  emit: Emit;
  gate: Gate;
  views: Views;
  announce: Announcements;
}): Move {
  const { database, clock, emit, gate, views, announce } = needs;
  return async (principal, id, destination, versions) => {
    const found = await gate.page(principal, 'document.edit', id);
    await gate.workspace(principal, 'document.create', found.workspace_id);
    const parentId = destination.parentId?.toLowerCase() ?? null;
    const place = {
      afterId: destination.afterId?.toLowerCase() ?? null,
      beforeId: destination.beforeId?.toLowerCase() ?? null,
    };
    if (place.afterId === found.id) throw invalidInput('body.afterId', 'A page cannot stand beside itself.');
    if (place.beforeId === found.id) throw invalidInput('body.beforeId', 'A page cannot stand beside itself.');

    const moved = await database.transaction(async (tx) => {
      const tables = tablesOf(tx);
      await lockTree(tables, found.workspace_id);
      const before = await pageRow(tables, found.id);
      requireVersion(before, versions);
      if (before.trash_root_id !== null) throw inTrash();
      const branch = await branchOf(tables, before.id);
      // First of all, so that a page moved under itself hears that and not that it is too deep.
      if (parentId !== null && branch.some((page) => page.id === parentId)) throw cycle();
      const height = heightOf(branch);
      await requirePlace(tables, before.workspace_id, parentId, height);
      const after = await tables
        .updateTable('documents')
        .set({
          parent_id: parentId,
          position: await positionAt(siblings(tables, before.workspace_id, parentId, before.id), place),
          version: before.version + 1,
          updated_at: clock.now(),
        })
        .where('id', '=', before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await emit(
        tx,
        documentEvent('documents.moved', after, principal.personId, { from: before.parent_id, to: after.parent_id }),
      );
      return after;
    });
    announce.changed(moved.workspace_id, toTreeNode(moved));
    return views.page(principal, moved.id);
  };
}
