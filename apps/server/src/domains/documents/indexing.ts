import type { Kysely } from 'kysely';
import { isUuid } from './events.ts';
import { among, type DocumentTables } from './schema.ts';
import { tagsOf } from './tags.ts';

/** What a search index keeps of a page besides its text. */
export interface PageForIndex {
  readonly id: string;
  readonly workspaceId: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly icon: string | null;
  readonly tags: readonly string[];
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly trashed: boolean;
}

/** Pages as those who keep an index of all of them need them. No permission is checked here. */
export interface Indexing {
  /** Those of these pages that exist, the trash included. */
  pagesForIndex(ids: readonly string[]): Promise<PageForIndex[]>;
  /** The ids of all pages, in order, after one (`null` for the first). */
  pageIdsAfter(id: string | null, limit: number): Promise<string[]>;
}

export function createIndexing(db: Kysely<DocumentTables>): Indexing {
  return {
    async pagesForIndex(ids) {
      const rows = await db
        .selectFrom('documents')
        .selectAll()
        .where(among('id', ids.filter(isUuid)))
        .execute();
      return rows.map((row) => ({
        id: row.id,
        workspaceId: row.workspace_id,
        parentId: row.parent_id,
        title: row.title,
        icon: row.icon,
        tags: tagsOf(row.properties),
        createdBy: row.created_by,
        updatedAt: row.updated_at,
        trashed: row.trash_root_id !== null,
      }));
    },
    async pageIdsAfter(id, limit) {
      let query = db.selectFrom('documents').select('id').orderBy('id').limit(limit);
      if (id !== null) query = query.where('id', '>', id);
      return (await query.execute()).map((row) => row.id);
    },
  };
}
