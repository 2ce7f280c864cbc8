import { sql } from 'kysely';
import type { Document } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import { newId } from '../../kernel/ids.ts';
import type { Principal } from '../identity/index.ts';
import { branchOf, pageRow } from './branches.ts';
import type { InitialContent, PreparedContent } from './content.ts';
import { branchTooLarge, inTrash } from './errors.ts';
import { documentEvent, type Announcements } from './events.ts';
import type { Gate } from './gate.ts';
import { lockTree, positionAt, siblings } from './ordering.ts';
import { among, tablesOf } from './schema.ts';
import { copyTitle, foldTitle } from './titles.ts';
import { toTreeNode, type Views } from './views.ts';

/** The most pages that are copied at once: all their bodies are held in memory and stored in one transaction. */
const COPY_LIMIT = 500;

/** Copies a page, with the pages below it when asked; the copy stands directly after the original. */
export type Duplicate = (
  principal: Principal,
  id: string,
  options: {
    children: boolean;
    /** The body of the copy, in place of that of the page as it is now (which is then not read). */
    content?: PreparedContent;
  },
) => Promise<Document>;

export function createDuplicate(needs: {
  database: Database;
  clock: Clock;
  emit: Emit;
  initialContent: InitialContent;
  gate: Gate;
  views: Views;
  announce: Announcements;
}): Duplicate {
  const { database, clock, emit, initialContent, gate, views, announce } = needs;
  return async (principal, id, { children, content: given }) => {
    const source = await gate.page(principal, 'document.read', id);
    await gate.workspace(principal, 'document.create', source.workspace_id);
    if (source.trash_root_id !== null) throw inTrash();

    const seen = children ? await branchOf(tablesOf(database.db), source.id) : [{ id: source.id, depth: 1 }];
    if (seen.length > COPY_LIMIT) throw branchTooLarge(COPY_LIMIT);
    const contents = new Map<string, PreparedContent | null>();
    for (const page of seen) {
      const isHead = page.id === source.id;
      contents.set(page.id, isHead && given !== undefined ? given : await initialContent.copy(page.id));
    }

    const copy = await database.transaction(async (tx) => {
      const tables = tablesOf(tx);
      await lockTree(tables, source.workspace_id);
      const original = await pageRow(tables, source.id);
      if (original.trash_root_id !== null) throw inTrash();
      // What came or went since the bodies were read is left out.
      const branch = children ? await branchOf(tables, original.id) : [{ id: original.id, depth: 1 }];
      const order = branch.map((page) => page.id).filter((pageId) => contents.has(pageId));
      const rows = new Map(
        (await tables.selectFrom('documents').selectAll().where(among('id', order)).execute()).map((row) => [
          row.id,
          row,
        ]),
      );
      const at = clock.now();
      const copies = new Map<string, string>();
      for (const pageId of order) {
        const row = rows.get(pageId);
        const isHead = pageId === original.id;
        const parentId = isHead ? original.parent_id : copies.get(row?.parent_id ?? '');
        if (row === undefined || parentId === undefined) continue;
        const copyId = newId();
        copies.set(pageId, copyId);
        const title = isHead ? copyTitle(row.title) : row.title;
        const made = await tables
          .insertInto('documents')
          .values({
            ...row,
            id: copyId,
            parent_id: parentId,
            title,
            title_key: foldTitle(title),
            position: isHead
              ? await positionAt(siblings(tables, row.workspace_id, parentId), { afterId: original.id })
              : row.position,
            properties: JSON.stringify(row.properties),
            version: 1,
            created_at: at,
            created_by: principal.personId,
            updated_at: at,
          })
          .returning(['id', 'workspace_id'])
          .executeTakeFirstOrThrow();
        const content = contents.get(pageId) ?? null;
        if (content !== null) await initialContent.write(tx, copyId, principal, content);
        // Known at once, so that files stay even if the original is destroyed before the copy is looked through.
        await sql`insert into document_blobs (document_id, blob_id)
          select ${copyId}, blob_id from document_blobs where document_id = ${pageId}`.execute(tx);
        await sql`insert into document_links (source_id, target_id)
          select ${copyId}, target_id from document_links where source_id = ${pageId}`.execute(tx);
        await emit(tx, documentEvent('documents.created', made, principal.personId, { parentId, copyOf: pageId }));
      }
      return { row: await pageRow(tables, copies.get(original.id) ?? original.id), pages: copies.size };
    });

    if (copy.pages === 1) announce.changed(copy.row.workspace_id, toTreeNode(copy.row));
    else announce.treeChanged(copy.row.workspace_id);
    return views.page(principal, copy.row.id);
  };
}
