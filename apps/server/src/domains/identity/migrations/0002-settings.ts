import type { Migration } from '../../../kernel/db/migration.ts';

/** What people set for themselves and for their workspaces, who runs the instance, and links for forgotten passwords. */
export const settings: Migration = {
  name: 'identity/0002-settings',
  sql: `
    -- Who runs this instance. The first owner does, until they name others.
    create table instance_roles (
      person_id uuid not null references people (id) on delete cascade,
      role text not null check (role in ('operator')),
      created_at timestamptz not null,
      primary key (person_id, role)
    );
    insert into instance_roles (person_id, role, created_at)
      select id, 'operator', now() from people order by created_at, id limit 1;

    create table person_preferences (
      person_id uuid primary key references people (id) on delete cascade,
      preferences jsonb not null,
      updated_at timestamptz not null
    );

    -- Changes with each picture, so that its address does.
    alter table people add column picture_tag text;
    create table person_pictures (
      person_id uuid primary key references people (id) on delete cascade,
      media_type text not null,
      data bytea not null,
      updated_at timestamptz not null
    );

    create table password_resets (
      id uuid primary key,
      person_id uuid not null references people (id) on delete cascade,
      token_hash text not null unique,
      -- Null when it was made by the command on the server.
      made_by uuid references people (id) on delete set null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      revoked_at timestamptz
    );
    create index password_resets_person on password_resets (person_id);

    alter table sessions add column address text;

    alter table workspaces
      add column icon text,
      add column inviter_role text not null default 'admin' check (inviter_role in ('owner', 'admin', 'editor')),
      add column archived_at timestamptz,
      add column archived_by uuid references people (id) on delete set null;

    -- The relation tuples of workspaces that were put away: without them nobody reaches anything there.
    create table archived_relations (
      workspace_id uuid not null references workspaces (id) on delete cascade,
      object_type text not null,
      object_id uuid not null,
      relation text not null,
      subject_type text not null,
      subject_id uuid not null,
      created_at timestamptz not null,
      primary key (workspace_id, object_type, object_id, subject_type, subject_id, relation)
    );
    create index archived_relations_subject on archived_relations (subject_type, subject_id);
  `,
};
