import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * The full-text index. `terms` holds the words of a page and how much each says about it, every lexeme
 * behind the number of its workspace, so that one workspace never reads the lists of another.
 * `search_words` counts in how many pages each stands, and finds words that are spelled nearly alike:
 * `near` holds hashes of the word with one letter left out.
 *
 * Everything here is derived and can be built anew.
 */
export const search0001: Migration = {
  name: 'search/0001-search',
  sql: `
create table search_workspaces (
  workspace_id uuid primary key,
  number integer generated always as identity unique,
  documents integer not null default 0,
  languages text[] not null default '{}'
);

create table search_documents (
  document_id uuid primary key,
  workspace_id uuid not null,
  parent_id uuid,
  title text not null,
  icon text,
  tags text[] not null,
  tag_keys text[] not null,
  authors uuid[] not null,
  has text[] not null,
  updated_at timestamptz not null,
  trashed boolean not null,
  language text not null,
  terms tsvector not null
);
create index search_documents_terms on search_documents using gin (terms) with (fastupdate = on, gin_pending_list_limit = 256);
create index search_documents_latest on search_documents (workspace_id, updated_at desc, document_id);
create index search_documents_by_parent on search_documents (parent_id);
create index search_documents_by_tag on search_documents using gin (tag_keys);

create table search_passages (
  document_id uuid not null references search_documents (document_id) on delete cascade,
  ordinal integer not null,
  block_id text,
  headings text[] not null,
  text text not null,
  primary key (document_id, ordinal)
);

create table search_words (
  number integer not null,
  word text collate "C" not null,
  documents integer not null,
  strong integer not null,
  strongest integer not null,
  near integer[] not null,
  primary key (number, word)
);
create index search_words_near on search_words using gin (near);

-- Pages whose newest text waits for the index; stamp tells whether news came while one was read.
create table search_queue (
  document_id uuid primary key,
  stamp bigint generated always as identity,
  tries integer not null default 0,
  due timestamptz not null default now()
);
create index search_queue_due on search_queue (due);

-- The version of the rules by which the index was made, and how far an index of all pages has come.
create table search_state (
  one boolean primary key default true check (one),
  version integer not null,
  after_id uuid,
  complete boolean not null
);
`,
};
