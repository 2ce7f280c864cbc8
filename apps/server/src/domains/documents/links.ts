import { sql, type Kysely } from 'kysely';
import type { Backlink, Page } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/db/database.ts';
import type { Access, Principal } from '../identity/index.ts';
import { fromCursor, toCursor, type PageRequest } from './cursors.ts';
import { isUuid, type ContentDerived } from './events.ts';
import type { Gate } from './gate.ts';
import { among, tablesOf, type DocumentTables } from './schema.ts';

/** What the bodies of pages refer to. */
export interface Links {
  /** The pages that link to this one, as far as the person may read them, oldest first. */
  backlinks(principal: Principal, id: string, request: PageRequest): Promise<Page<Backlink>>;
  /**
   * Keeps what a body refers to, in place of what was known before. Safe to repeat.
   * A link may lead to a page that does not exist yet; unknown files are left out.
   */
  keep(tx: Tx, content: ContentDerived): Promise<void>;
}

export function createLinks(needs: { db: Kysely<DocumentTables>; access: Access; clock: Clock; gate: Gate }): Links {
  const { db, access, clock, gate } = needs;
  return {
    async backlinks(principal, id, request) {
      const page = await gate.page(principal, 'document.read', id);
      const start = fromCursor('backlinks', request.cursor, isUuid);
      let query = db
        .selectFrom('document_links')
        .innerJoin('documents', 'documents.id', 'document_links.source_id')
        .select(['documents.id', 'documents.title', 'documents.icon'])
        .where('document_links.target_id', '=', page.id)
        .where('documents.trash_root_id', 'is', null)
        .where(access.readableBy(principal, { workspaceId: 'documents.workspace_id', documentId: 'documents.id' }))
        .orderBy('documents.id')
        .limit(request.limit + 1);
      if (start !== null) query = query.where('documents.id', '>', start.id);
      const rows = await query.execute();
      const shown = rows.slice(0, request.limit);
      const last = shown.at(-1);
      return {
        items: shown.map((row) => ({ documentId: row.id, title: row.title, icon: row.icon })),
        nextCursor:
          rows.length > shown.length && last !== undefined
            ? toCursor('backlinks', { key: last.id, id: last.id })
            : null,
      };
    },

    async keep(tx, { documentId, links, blobs, at }) {
      const tables = tablesOf(tx);
      // Locked against destruction; a page that is gone refers to nothing.
      const page = await tables
        .selectFrom('documents')
        .select(['id', 'workspace_id'])
        .where('id', '=', documentId)
        .forUpdate()
        .executeTakeFirst();
      if (page === undefined) return;
      const others = links.filter((target) => target !== page.id);
      await tables
        .deleteFrom('document_links')
        .where('source_id', '=', page.id)
        .where((eb) => eb.not(among('target_id', others)))
        .execute();
      await sql`insert into document_links (source_id, target_id)
        select ${page.id}, target from unnest(${[...others]}::uuid[]) target
        on conflict do nothing`.execute(tx);

      // A page that moved here calls its files by the names that they had where it was.
      const { rows } = await sql<{ blob_id: string }>`select coalesce(copies.copy_id, blobs.id) as blob_id
        from unnest(${[...blobs]}::uuid[]) wanted
        left join blob_copies copies on copies.blob_id = wanted and copies.workspace_id = ${page.workspace_id}
        left join blobs on blobs.id = wanted
        where coalesce(copies.copy_id, blobs.id) is not null`.execute(tx);
      const held = rows.map((row) => row.blob_id);

      await sql`update blobs set idle_since = ${clock.now()} where id in (
        select blob_id from document_blobs
        where document_id = ${page.id} and not (blob_id = any(${held}::uuid[])))`.execute(tx);
      await tables
        .deleteFrom('document_blobs')
        .where('document_id', '=', page.id)
        .where((eb) => eb.not(among('blob_id', held)))
        .execute();
      await sql`insert into document_blobs (document_id, blob_id)
        select ${page.id}, blobs.id from blobs where blobs.id = any(${held}::uuid[])
        on conflict do nothing`.execute(tx);

      await tables
        .updateTable('documents')
        .set({ updated_at: at })
        .where('id', '=', page.id)
        .where('updated_at', '<', at)
        .execute();
    },
  };
}
