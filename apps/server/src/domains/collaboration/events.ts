import { RELAY_CLOSE } from '@materi/contract/relay';
import type { StoredEvent } from '../../kernel/events/event.ts';
import type { Tx } from '../../kernel/db/database.ts';
import type { Appender } from './appender.ts';
import type { Rooms } from './rooms.ts';
import type { UpdateLog } from './update-log.ts';

/** Announced a moment after edits settle: `{ documentId, links: [ids], blobs: [ids], mentions: [{ personId, blockId }] }`. */
export const CONTENT_DERIVED = 'collaboration.content_derived';

/** Where a document belongs; `undefined` when there is none of this id. */
export type ResourceOf = (documentId: string) => Promise<
  | {
      readonly workspaceId: string;
      /** In the trash: it may be read and not edited. */
      readonly trashed: boolean;
    }
  | undefined
>;

type Subscribe = (
  consumer: string,
  types: readonly string[],
  handle: (event: StoredEvent, tx: Tx) => Promise<void>,
) => void;

const documentIdsOf = ({ aggregateId, data }: StoredEvent): string[] => {
  const ids = data['documentIds'];
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [aggregateId];
};

/** Registers what this domain listens to. Call it before the events start. */
export function listenToDocuments(
  events: { subscribe: Subscribe },
  needs: {
    rooms: Rooms;
    appender: Appender;
    log: UpdateLog;
    /** Rights on these documents may be others now. */
    recheck(documentIds: readonly string[]): void;
    transaction(work: (tx: Tx) => Promise<void>): Promise<void>;
    failed(error: unknown): void;
  },
): void {
  events.subscribe(
    'collaboration.trash',
    ['documents.trashed', 'documents.restored', 'documents.transferred'],
    async (event) => {
      needs.recheck(documentIdsOf(event));
    },
  );

  events.subscribe('collaboration.destroyed', ['documents.destroyed'], async (event, tx) => {
    const ids = documentIdsOf(event);
    for (const id of ids) needs.rooms.close(id, RELAY_CLOSE.notFound, 'the document was deleted');
    await needs.log.remove(tx, ids);
    // Edits that were on their way to the disk meanwhile. Not awaited here: with the
    // embedded database they wait for this very transaction.
    needs.appender
      .drained()
      .then(() => needs.transaction((later) => needs.log.remove(later, ids)))
      .catch(needs.failed);
  });
}
