import { sql, type Kysely } from 'kysely';
import { DEPTH_LIMIT } from '@materi/contract';
import { documentNotFound, parentNotFound, parentTrashed, tooDeep } from './errors.ts';
import type { DocumentRow, DocumentTables } from './schema.ts';

/** A page of a branch; the page at its head has depth 1. */
export interface BranchPage {
  readonly id: string;
  readonly depth: number;
}

/**
 * A page and all below it that share its fate: live pages with a live one; in the
 * trash those that went there together. What was put in the trash on its own
 * before is a branch of its own. Parents come before their children.
 */
export async function branchOf(db: Kysely<DocumentTables>, headId: string): Promise<BranchPage[]> {
  const { rows } = await sql<BranchPage>`
    with recursive branch as (
      select id, trash_root_id, 1 as depth from documents where id = ${headId}
      union all
      select child.id, child.trash_root_id, branch.depth + 1
      from documents child
      join branch on child.parent_id = branch.id and child.trash_root_id is not distinct from branch.trash_root_id
    )
    select id, depth from branch order by depth`.execute(db);
  return rows;
}

/** The pages above a page and the page itself, from the top down. */
export async function lineOf(db: Kysely<DocumentTables>, id: string): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select id, parent_id, 0 as above from documents where id = ${id}
      union all
      select parent.id, parent.parent_id, line.above + 1
      from documents parent join line on parent.id = line.parent_id
    )
    select id from line order by above desc`.execute(db);
  return rows;
}

/** How many levels a branch has. */
export const heightOf = (branch: readonly BranchPage[]): number => branch.at(-1)?.depth ?? 0;

/** Whether a branch of this height fits under the pages of `line`. */
export const fitsUnder = (line: readonly unknown[], height: number): boolean => line.length + height <= DEPTH_LIMIT;

/** The page, as it stands inside this transaction. */
export async function pageRow(db: Kysely<DocumentTables>, id: string): Promise<DocumentRow> {
  const row = await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw documentNotFound();
  return row;
}

/**
 * Checks that a branch of the given height can stand under a parent, and answers
 * the line of pages from the top down to that parent (none for the top).
 * @throws AppError `document.parent_not_found`, `document.parent_trashed`, `document.too_deep`
 */
export async function requirePlace(
  tx: Kysely<DocumentTables>,
  workspaceId: string,
  parentId: string | null,
  height: number,
): Promise<{ id: string }[]> {
  if (parentId === null) return [];
  const parent = await tx
    .selectFrom('documents')
    .select(['workspace_id', 'trash_root_id'])
    .where('id', '=', parentId)
    .executeTakeFirst();
  if (parent?.workspace_id !== workspaceId) throw parentNotFound();
  if (parent.trash_root_id !== null) throw parentTrashed();
  const line = await lineOf(tx, parentId);
  if (!fitsUnder(line, height)) throw tooDeep();
  return line;
}
