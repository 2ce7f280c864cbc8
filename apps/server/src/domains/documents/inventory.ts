import type { Database } from '../../kernel/db/database.ts';
import { tablesOf } from './schema.ts';

/** Everything there is, whoever may see it: for checks by those who have the data in their hands. */
export interface Inventory {
  readonly documentIds: readonly string[];
  /** The stored files that pages refer to. */
  readonly files: readonly { readonly workspaceId: string; readonly name: string }[];
}

export async function readInventory(database: Database): Promise<Inventory> {
  const db = tablesOf(database.db);
  const documents = await db.selectFrom('documents').select('id').orderBy('id').execute();
  const blobs = await db
    .selectFrom('blobs')
    .select(['workspace_id', 'content_name'])
    .distinct()
    .orderBy('workspace_id')
    .execute();
  return {
    documentIds: documents.map(({ id }) => id),
    files: blobs.map((blob) => ({ workspaceId: blob.workspace_id, name: blob.content_name })),
  };
}
