import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/database.ts';
import type { StoredEvent } from '../../kernel/events/event.ts';
import type { Indexer } from './indexer.ts';

const HEARD = [
  'documents.created',
  'documents.updated',
  'documents.moved',
  'documents.transferred',
  'documents.trashed',
  'documents.restored',
  'documents.destroyed',
  'collaboration.content_derived',
];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function idsOf({ aggregateId, data }: StoredEvent): string[] {
  const listed = data['documentIds'];
  const ids = Array.isArray(listed) ? listed : [data['documentId'] ?? aggregateId];
  return ids.filter((id): id is string => typeof id === 'string' && UUID.test(id));
}

/** Registers what the index listens to. Call it before the events start. */
export function listenToPages(
  events: {
    subscribe(consumer: string, types: readonly string[], handle: (event: StoredEvent, tx: Tx) => Promise<void>): void;
  },
  indexer: Pick<Indexer, 'queue'>,
): void {
  events.subscribe('search.pages', HEARD, async (event, tx) => {
    const ids = idsOf(event);
    // Known at once and not after the page was read: what is in the trash is not found.
    if (event.type === 'documents.trashed' || event.type === 'documents.destroyed') {
      await sql`update search_documents set trashed = true where document_id = any(${ids}::uuid[])`.execute(tx);
    }
    await indexer.queue(tx, ids);
  });
}
