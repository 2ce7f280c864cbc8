import { sql, type Kysely, type SqlBool } from 'kysely';
import type { DocumentPath, TitleMatches, Tree } from '@materi/contract';
import type { Access, Principal } from '../identity/index.ts';
import { lineOf } from './branches.ts';
import type { Gate } from './gate.ts';
import { among, type DocumentTables } from './schema.ts';
import { foldTitle, holding, startingWith, withWordStarting } from './titles.ts';
import { TREE_COLUMNS, toTreeNode } from './views.ts';

/** Pages as rows of the tree: all of them, a line down to one, or those with a title. */
export interface TreeViews {
  tree(principal: Principal, workspaceId: string): Promise<Tree>;
  /** From the top down to the page itself. */
  path(principal: Principal, id: string): Promise<DocumentPath>;
  /**
   * Pages whose title holds every word of the text, without regard to case or accents; titles that
   * start with it first. For an empty text what the person visited last, then what changed last.
   */
  titles(principal: Principal, workspaceId: string, text: string, limit: number): Promise<TitleMatches>;
}

/** More words than anybody types; each costs a comparison per page. */
const WORD_LIMIT = 12;

export function createTreeViews(needs: { db: Kysely<DocumentTables>; access: Access; gate: Gate }): TreeViews {
  const { db, access, gate } = needs;

  const readable = (principal: Principal, workspaceId: string) =>
    db
      .selectFrom('documents')
      .select(TREE_COLUMNS)
      .where('documents.workspace_id', '=', workspaceId)
      .where(access.readableBy(principal, { workspaceId: 'documents.workspace_id', documentId: 'documents.id' }));

  return {
    async tree(principal, workspaceId) {
      await gate.workspace(principal, 'document.read', workspaceId);
      const rows = await readable(principal, workspaceId)
        .where('documents.trash_root_id', 'is', null)
        .orderBy('documents.position')
        .orderBy('documents.id')
        .execute();
      return { items: rows.map(toTreeNode) };
    },

    async path(principal, id) {
      const page = await gate.page(principal, 'document.read', id);
      const line = (await lineOf(db, page.id)).map((step) => step.id);
      const rows = await readable(principal, page.workspace_id).where(among('documents.id', line)).execute();
      return { items: rows.toSorted((a, b) => line.indexOf(a.id) - line.indexOf(b.id)).map(toTreeNode) };
    },

    async titles(principal, workspaceId, text, limit) {
      await gate.workspace(principal, 'document.read', workspaceId);
      const live = readable(principal, workspaceId).where('documents.trash_root_id', 'is', null);
      const whole = foldTitle(text).trim();
      if (whole === '') {
        const rows = await live
          .leftJoin('document_visits', (join) =>
            join
              .onRef('document_visits.document_id', '=', 'documents.id')
              .on('document_visits.person_id', '=', principal.personId),
          )
          .orderBy(sql`document_visits.visited_at desc nulls last`)
          .orderBy('documents.updated_at', 'desc')
          .orderBy('documents.id')
          .limit(limit)
          .execute();
        return { items: rows.map(toTreeNode) };
      }
      let query = live;
      for (const word of whole.split(/\s+/).slice(0, WORD_LIMIT)) {
        query = query.where('documents.title_key', 'like', holding(word));
      }
      const isLike = (pattern: string) => sql<SqlBool>`documents.title_key like ${pattern}`;
      const rows = await query
        .orderBy(sql`documents.title_key = ${whole} desc`)
        .orderBy(sql`${isLike(startingWith(whole))} desc`)
        .orderBy(sql`${isLike(withWordStarting(whole))} desc`)
        .orderBy(sql`length(documents.title_key)`)
        .orderBy('documents.updated_at', 'desc')
        .orderBy('documents.id')
        .limit(limit)
        .execute();
      return { items: rows.map(toTreeNode) };
    },
  };
}
