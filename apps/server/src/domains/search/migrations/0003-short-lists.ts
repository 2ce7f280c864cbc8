import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * Whoever fills the list of what waits for its place in an index sorts all of it in, and in the embedded database
 * everybody else waits for that: so the list is short. New statistics of the words, with a list of hashes in
 * each row, took a tenth of a second for the same everybody; words are found by equality, which needs few.
 */
export const search0003: Migration = {
  name: 'search/0003-short-lists',
  sql: `
alter index search_documents_terms set (gin_pending_list_limit = 64);
alter table search_words alter column word set statistics 20, alter column near set statistics 20,
  alter column number set statistics 20, alter column documents set statistics 20,
  alter column strong set statistics 20, alter column strongest set statistics 20;
`,
};
