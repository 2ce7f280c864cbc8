import type { Kysely } from 'kysely';
import type { Access, Action, Principal } from '../identity/index.ts';
import { changedMeanwhile, documentNotFound } from './errors.ts';
import type { DocumentRow, DocumentTables } from './schema.ts';

/**
 * Lets a person through to a page or not. Ask before a transaction opens: the
 * decision reads the database on its own, and the embedded one has a single turn.
 */
export interface Gate {
  /** @throws AppError `document.not_found` when they may not read it, `access.denied` when they may only do less */
  page(principal: Principal, action: Action, id: string): Promise<DocumentRow>;
  workspace(principal: Principal, action: Action, workspaceId: string): Promise<void>;
}

export function createGate(needs: { db: Kysely<DocumentTables>; access: Access }): Gate {
  const { db, access } = needs;
  return {
    async page(principal, action, id) {
      const row = await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) throw documentNotFound();
      await access.require(principal, action, { type: 'document', id: row.id, workspaceId: row.workspace_id });
      return row;
    },
    workspace: (principal, action, id) => access.require(principal, action, { type: 'workspace', id }),
  };
}

/** The versions that a change may start from (`If-Match`); undefined allows any. */
export type Versions = readonly number[] | undefined;

/** @throws AppError `document.changed_meanwhile` (412) when the page has another version than those allowed */
export function requireVersion(row: { version: number }, allowed: Versions): void {
  if (allowed !== undefined && !allowed.includes(row.version)) throw changedMeanwhile();
}
