import type { Migration } from '../../../kernel/db/migration.ts';

/** Lists what was changed last without sorting a whole workspace. */
export const documentChanges: Migration = {
  name: 'documents/0006-changed',
  sql: `
create index documents_changed on documents (workspace_id, updated_at desc, id desc) where trash_root_id is null;
`,
};
