import { sql } from 'kysely';
import type { Events } from '../../kernel/events/events.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';
import { tablesOf } from './schema.ts';

/** Somebody's inbox has a new line; `aggregateId` is the person. */
export const NOTIFICATIONS_ARRIVED = 'notifications.arrived';

/** Registers what this domain listens to. Call it before the events start. */
export function listen(events: Pick<Events, 'subscribe'>, fanout: Fanout<{ stream: StreamMessage }>): void {
  // Told through an event, so that open clients ask only after the commit.
  events.subscribe('notifications.stream', [NOTIFICATIONS_ARRIVED], async ({ aggregateId, workspaceId }) => {
    if (workspaceId === null) return;
    const event = { type: 'notifications.changed' as const, workspaceId };
    fanout.publish('stream', { workspaceId, personId: aggregateId, event });
  });

  events.subscribe('notifications.documents', ['documents.destroyed', 'documents.transferred'], async (event, tx) => {
    const listed = event.data['documentIds'];
    const ids = Array.isArray(listed) ? listed.filter((id) => typeof id === 'string') : [event.aggregateId];
    const these = sql<boolean>`document_id = any(${ids}::uuid[])`;
    if (event.type === 'documents.destroyed') await tablesOf(tx).deleteFrom('notifications').where(these).execute();
    else if (event.workspaceId !== null) {
      const { workspaceId } = event;
      await tablesOf(tx).updateTable('notifications').set({ workspace_id: workspaceId }).where(these).execute();
    }
  });
}
