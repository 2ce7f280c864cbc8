import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * Each misspelled word reads all of the hashes that wait for their place in the index, of which
 * there might be 4 MB. Room in each page of the table lets counts change without new hashes.
 */
export const search0002: Migration = {
  name: 'search/0002-word-lists',
  sql: `
alter index search_words_near set (gin_pending_list_limit = 64);
alter table search_words set (fillfactor = 80);
`,
};
