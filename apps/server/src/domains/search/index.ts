import type { RawBuilder, SqlBool } from 'kysely';
import type { Registry } from 'prom-client';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Events } from '../../kernel/events/events.ts';
import type { Logger } from '../../kernel/telemetry/logger.ts';
import { listenToPages } from './events.ts';
import { createIndexer, type Indexer, type IndexSources } from './indexer.ts';
import { createSearch as createFinding, type Search as Finding } from './search.ts';

export { registerSearchRoutes } from './routes.ts';
export { searchMigrations } from './migrations/index.ts';
export type { IndexSources } from './indexer.ts';
export type { PageFacts } from './index-store.ts';

/** Full-text search over the pages of all workspaces, and the part that keeps its index in step. */
export interface Search<Principal> extends Finding<Principal> {
  readonly indexer: Indexer;
}

export function createSearch<Principal>(needs: {
  database: Database;
  events: Pick<Events, 'subscribe'>;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  sources: IndexSources;
  readableBy(principal: Principal, columns: { workspaceId: string; documentId: string }): RawBuilder<SqlBool>;
  workspacesOf(principal: Principal): Promise<ReadonlySet<string>>;
}): Search<Principal> {
  const indexer = createIndexer(needs);
  listenToPages(needs.events, indexer);
  return {
    ...createFinding<Principal>({ ...needs, waiting: indexer.waiting, now: () => needs.clock.now() }),
    indexer,
  };
}
