import type { Migration } from '../db/migration.ts';

export const eventsJobsAndIdempotency: Migration = {
  name: 'kernel/0001-events-jobs-and-idempotency',
  sql: `
    create table events (
      position bigserial primary key,
      -- Readers go by the writing transaction first: positions are taken before commits, so a later
      -- position can be visible while an earlier one is still to come.
      xact xid8 not null default pg_current_xact_id(),
      id uuid not null unique,
      type text not null,
      aggregate_id text not null,
      workspace_id uuid,
      actor_id uuid,
      data jsonb not null,
      created_at timestamptz not null default now()
    );
    create index events_by_order on events (xact, position);

    create table event_consumers (
      name text primary key,
      xact xid8 not null default '0',
      position bigint not null default 0,
      updated_at timestamptz not null default now()
    );

    create table event_dead_letters (
      consumer text not null,
      event_id uuid not null references events (id),
      attempts integer not null,
      error text not null,
      redrive boolean not null default false,
      parked_at timestamptz not null default now(),
      primary key (consumer, event_id)
    );

    create table jobs (
      id uuid primary key,
      kind text not null,
      workspace_id uuid,
      person_id uuid not null,
      payload jsonb not null,
      unique_key text,
      priority integer not null,
      status text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
      progress double precision not null default 0,
      message text,
      result jsonb,
      error jsonb,
      attempts integer not null default 0,
      cancel_requested boolean not null default false,
      run_after timestamptz not null default now(),
      lease_owner uuid,
      lease_until timestamptz,
      created_at timestamptz not null default now(),
      finished_at timestamptz
    );
    create index jobs_open on jobs (priority desc, created_at) where status in ('queued', 'running');
    create unique index jobs_unique_while_open on jobs (kind, unique_key) where status in ('queued', 'running');

    create table idempotent_requests (
      person_id uuid not null,
      key text not null,
      route text not null,
      body_hash text not null,
      -- Null while the first request is at work.
      status integer,
      headers jsonb,
      -- Sealed: answers may hold secrets that are shown once.
      body bytea,
      created_at timestamptz not null default now(),
      primary key (person_id, key)
    );
    create index idempotent_requests_by_age on idempotent_requests (created_at);
  `,
};
