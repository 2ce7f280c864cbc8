import type { Migration } from '../../../kernel/db/migration.ts';

/** Finds the pages with tags among the many without. */
export const documentTags: Migration = {
  name: 'documents/0005-tags',
  sql: `
create index documents_tagged on documents (workspace_id) where properties ? 'tags';
`,
};
