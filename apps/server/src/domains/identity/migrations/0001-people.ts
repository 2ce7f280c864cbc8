import type { Migration } from '../../../kernel/db/migration.ts';

/**
 * People, how they prove who they are, and what they may reach. Secrets that
 * we only compare are kept as SHA-256 of 32 random bytes; passwords as Argon2id.
 */
export const people: Migration = {
  name: 'identity/0001-people',
  sql: `
    create table people (
      id uuid primary key,
      email text not null unique check (email = lower(email)),
      name text not null,
      password_hash text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    -- One row at most: the token that lets someone become the first owner.
    create table setup_tokens (
      slot smallint primary key check (slot = 1),
      token_hash text not null,
      created_at timestamptz not null
    );

    create table signing_keys (
      id uuid primary key,
      public_jwk jsonb not null,
      private_sealed bytea not null,
      created_at timestamptz not null
    );

    create table sessions (
      id uuid primary key,
      person_id uuid not null references people (id) on delete cascade,
      device text not null,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz
    );
    create index sessions_person on sessions (person_id);

    -- Used tokens stay for a while, so that a second use is noticed.
    create table refresh_tokens (
      token_hash text primary key,
      session_id uuid not null references sessions (id) on delete cascade,
      created_at timestamptz not null,
      replaced_at timestamptz,
      successor_hash text,
      successor_sealed bytea
    );
    create index refresh_tokens_session on refresh_tokens (session_id);

    create table api_keys (
      id uuid primary key,
      person_id uuid not null references people (id) on delete cascade,
      name text not null,
      prefix text not null,
      key_hash text not null unique,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_keys_person on api_keys (person_id);

    create table workspaces (
      id uuid primary key,
      name text not null,
      version integer not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );

    -- "subject has relation to object", for example person P is editor of workspace W.
    create table relation_tuples (
      workspace_id uuid not null references workspaces (id) on delete cascade,
      object_type text not null,
      object_id uuid not null,
      relation text not null,
      subject_type text not null,
      subject_id uuid not null,
      created_at timestamptz not null,
      primary key (workspace_id, object_type, object_id, subject_type, subject_id, relation)
    );
    create index relation_tuples_subject on relation_tuples (subject_type, subject_id, object_type, workspace_id);
    -- A person is one thing at a time in a workspace.
    create unique index relation_tuples_one_role on relation_tuples (workspace_id, subject_id)
      where object_type = 'workspace' and subject_type = 'person';

    create table invitations (
      id uuid primary key,
      workspace_id uuid not null references workspaces (id) on delete cascade,
      token_hash text not null unique,
      email text,
      role text not null,
      invited_by uuid not null references people (id) on delete cascade,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz,
      accepted_by uuid references people (id) on delete set null,
      revoked_at timestamptz
    );
    create index invitations_workspace on invitations (workspace_id, id);
  `,
};
