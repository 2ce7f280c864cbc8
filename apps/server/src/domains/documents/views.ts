import { sql, type Kysely } from 'kysely';
import type { Document, TreeNode, WorkspaceRole } from '@materi/contract';
import type { Access, People, Principal } from '../identity/index.ts';
import { documentNotFound } from './errors.ts';
import type { DocumentRow, DocumentTables } from './schema.ts';

/** Names of people; one who is gone is missing from the answer. */
export type Names = Pick<People, 'summaries'>;

/** A page with what only the database can tell about it and the person who asks. */
export type PageRow = Omit<DocumentRow, 'title_key'> & { has_children: boolean; favourite: boolean };

/** All that `toDocuments` needs of a page; add the conditions and the order. */
export const selectPages = (db: Kysely<DocumentTables>, personId: string) =>
  db.selectFrom('documents').select([
    'documents.id',
    'documents.workspace_id',
    'documents.parent_id',
    'documents.title',
    'documents.icon',
    'documents.position',
    'documents.properties',
    'documents.version',
    'documents.created_at',
    'documents.created_by',
    'documents.updated_at',
    'documents.trashed_at',
    'documents.trash_root_id',
    'documents.trashed_by',
    sql<boolean>`exists (
        select 1 from documents child where child.parent_id = documents.id
        and child.trash_root_id is not distinct from documents.trash_root_id)`.as('has_children'),
    sql<boolean>`exists (
        select 1 from document_favourites liked
        where liked.document_id = documents.id and liked.person_id = ${personId})`.as('favourite'),
  ]);

/** The columns of a row of the tree. */
export const TREE_COLUMNS = [
  'documents.id',
  'documents.parent_id',
  'documents.title',
  'documents.icon',
  'documents.position',
] as const;

export const toTreeNode = (row: Pick<DocumentRow, 'id' | 'parent_id' | 'title' | 'icon' | 'position'>): TreeNode => ({
  id: row.id,
  parentId: row.parent_id,
  title: row.title,
  icon: row.icon,
  position: row.position,
});

export interface Views {
  /** One page as the person who asks sees it. */
  page(principal: Principal, id: string): Promise<Document>;
  pages(principal: Principal, rows: readonly PageRow[]): Promise<Document[]>;
}

export function createViews(needs: { db: Kysely<DocumentTables>; access: Access; people: Names }): Views {
  const { db, access, people } = needs;

  const pages = async (principal: Principal, rows: readonly PageRow[]): Promise<Document[]> => {
    const [names, roles] = await Promise.all([
      people.summaries([
        ...new Set(rows.flatMap((row) => [row.created_by, ...(row.trashed_by === null ? [] : [row.trashed_by])])),
      ]),
      rolesOn(principal, rows),
    ]);
    return rows.map((row) => ({
      ...toTreeNode(row),
      workspaceId: row.workspace_id,
      properties: row.properties,
      hasChildren: row.has_children,
      createdAt: row.created_at.toISOString(),
      createdBy: names.get(row.created_by) ?? null,
      updatedAt: row.updated_at.toISOString(),
      trashedAt: row.trashed_at?.toISOString() ?? null,
      trashedBy: row.trashed_by === null ? null : (names.get(row.trashed_by) ?? null),
      version: row.version,
      access: roles.get(row.id) ?? 'viewer',
      favourite: row.favourite,
    }));
  };

  // Members hold their role on the whole workspace, so a list asks once and not for every row.
  const rolesOn = async (principal: Principal, rows: readonly PageRow[]): Promise<Map<string, WorkspaceRole>> => {
    const ofWorkspace = new Map<string, WorkspaceRole | null>();
    const roles = new Map<string, WorkspaceRole>();
    for (const { id, workspace_id: workspaceId } of rows) {
      let role = ofWorkspace.get(workspaceId);
      if (role === undefined) {
        role = await access.roleOn(principal, { type: 'workspace', id: workspaceId });
        ofWorkspace.set(workspaceId, role);
      }
      role ??= await access.roleOn(principal, { type: 'document', id, workspaceId });
      if (role !== null) roles.set(id, role);
    }
    return roles;
  };

  return {
    pages,
    async page(principal, id) {
      const row = await selectPages(db, principal.personId).where('documents.id', '=', id).executeTakeFirst();
      if (row === undefined) throw documentNotFound();
      const [seen] = await pages(principal, [row]);
      if (seen === undefined) throw documentNotFound();
      return seen;
    },
  };
}
