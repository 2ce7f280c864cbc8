import type { Backend } from './backend.ts';
import type { Turns } from './turns.ts';

const checkEveryMs = 1_000;
const checkpointAfterBytes = 48 * 1024 * 1024;

/** The table most in need of a vacuum or of new statistics; the thresholds are those of autovacuum. */
const needy = `
  select format('%I.%I', schemaname, relname)
  from pg_stat_user_tables
  where n_dead_tup > 50 + 0.2 * n_live_tup
     or n_ins_since_vacuum > 1000 + 0.2 * n_live_tup
     or n_mod_since_analyze > 50 + 0.1 * n_live_tup
  order by n_dead_tup + n_mod_since_analyze desc
  limit 1`;

/**
 * Does what PostgreSQL's background processes do elsewhere, for there are none
 * here: without checkpoints the log, and with it the start after a crash, would
 * grow for ever; without vacuum the tables would, and plans would be made
 * without statistics. Takes its turn like everybody else and keeps it for one
 * step: a checkpoint, or the vacuum or the new statistics of one table. Returns the function that ends it.
 */
export function startUpkeep(backend: Backend, turns: Turns, vacuumEveryMs: number): () => void {
  let checkpointed = backend.counters.written;
  let vacuumed = Date.now();
  let stopped = false;
  let waiting = false;
  /** The table that was vacuumed and whose statistics come next. */
  let vacuumedTable: string | undefined;

  function step() {
    if (backend.counters.written - checkpointed >= checkpointAfterBytes) {
      backend.perform('checkpoint');
      checkpointed = backend.counters.written;
      return;
    }
    if (vacuumedTable) {
      backend.perform(`analyze ${vacuumedTable}`);
      vacuumedTable = undefined;
      return;
    }
    vacuumed = Date.now();
    vacuumedTable = backend.perform(needy);
    if (vacuumedTable) backend.perform(`vacuum ${vacuumedTable}`);
  }

  const timer = setInterval(() => {
    const checkpointDue = backend.counters.written - checkpointed >= checkpointAfterBytes;
    const vacuumDue = (vacuumedTable !== undefined || Date.now() - vacuumed >= vacuumEveryMs) && turns.free();
    if (waiting || !(checkpointDue || vacuumDue)) return;
    waiting = true;
    void turns.take().then((release) => {
      waiting = false;
      if (!stopped) step();
      release();
    });
  }, checkEveryMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
