import type { ColumnType, Generated } from 'kysely';

type Time = ColumnType<Date, Date | string | undefined, Date | string>;

/** The tables of the kernel (see `migrations/`). */
export type KernelTables = {
  events: {
    position: Generated<string>;
    xact: Generated<string>;
    id: string;
    type: string;
    aggregate_id: string;
    workspace_id: string | null;
    actor_id: string | null;
    data: ColumnType<Record<string, unknown>, string, string>;
    created_at: Time;
  };
  event_consumers: { name: string; xact: Generated<string>; position: Generated<string>; updated_at: Time };
  event_dead_letters: {
    consumer: string;
    event_id: string;
    attempts: number;
    error: string;
    redrive: Generated<boolean>;
    parked_at: Time;
  };
  jobs: {
    id: string;
    kind: string;
    workspace_id: string | null;
    person_id: string;
    payload: ColumnType<Record<string, unknown>, string, string>;
    unique_key: string | null;
    priority: number;
    status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    progress: Generated<number>;
    message: string | null;
    result: ColumnType<unknown, string | null, string | null>;
    error: ColumnType<{ code: string; detail: string } | null, string | null, string | null>;
    attempts: Generated<number>;
    cancel_requested: Generated<boolean>;
    run_after: Time;
    lease_owner: string | null;
    lease_until: Date | null;
    created_at: Time;
    finished_at: Date | null;
  };
  master_key_check: { slot: number; sealed: Uint8Array };
  idempotent_requests: {
    person_id: string;
    key: string;
    route: string;
    body_hash: string;
    status: number | null;
    headers: ColumnType<Record<string, string> | null, string | null, string | null>;
    body: Uint8Array | null;
    created_at: Time;
  };
};
