import type { TreeNode } from '@materi/contract';
import type { NewEvent, StoredEvent } from '../../kernel/events/event.ts';
import type { Tx } from '../../kernel/db/database.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import type { StreamMessage } from '../../kernel/http/stream.ts';

/** What this domain announces. `data` of the last three holds `documentIds`: the page and all that went with it. */
export type DocumentEventType =
  | 'documents.created'
  | 'documents.updated'
  | 'documents.moved'
  /** To another workspace: `{ fromWorkspaceId, toWorkspaceId, documentIds, from, to }`; its workspace is the new one. */
  | 'documents.transferred'
  | 'documents.trashed'
  | 'documents.restored'
  | 'documents.destroyed';

/** Told by collaboration a moment after edits settle: `{ documentId, links: [ids], blobs: [ids], editedAt }`. */
export const CONTENT_DERIVED = 'collaboration.content_derived';

export const documentEvent = (
  type: DocumentEventType,
  page: { id: string; workspace_id: string },
  actorId: string,
  data: Record<string, unknown> = {},
): NewEvent => ({ type, aggregateId: page.id, workspaceId: page.workspace_id, actorId, data });

export interface ContentDerived {
  readonly documentId: string;
  readonly links: readonly string[];
  readonly blobs: readonly string[];
  /** When the last of these edits was made: a page does not become younger by being read. */
  readonly at: Date;
}

/** Registers what this domain listens to. Call it before the events start. */
export function listenToContent(
  events: {
    subscribe(consumer: string, types: readonly string[], handle: (event: StoredEvent, tx: Tx) => Promise<void>): void;
  },
  derived: (tx: Tx, content: ContentDerived) => Promise<void>,
): void {
  events.subscribe('documents.content', [CONTENT_DERIVED], (event, tx) =>
    derived(tx, {
      documentId: idsIn([event.data['documentId']])[0] ?? event.aggregateId,
      links: idsIn(event.data['links']),
      blobs: idsIn(event.data['blobs']),
      at: instantIn(event.data['editedAt']) ?? event.createdAt,
    }),
  );
}

function instantIn(value: unknown): Date | undefined {
  const at = typeof value === 'string' ? new Date(value) : undefined;
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can stand in a column of ids. */
export const isUuid = (text: string): boolean => UUID.test(text);

// The ids come out of page bodies, where anybody may have typed anything.
const idsIn = (value: unknown): string[] =>
  Array.isArray(value)
    ? [
        ...new Set(
          value.filter((id): id is string => typeof id === 'string' && isUuid(id)).map((id) => id.toLowerCase()),
        ),
      ]
    : [];

/** Tells open clients, after the commit. */
export interface Announcements {
  changed(workspaceId: string, node: TreeNode): void;
  removed(workspaceId: string, documentId: string): void;
  treeChanged(workspaceId: string): void;
}

export function createAnnouncements(fanout: Fanout<{ stream: StreamMessage }>): Announcements {
  return {
    changed: (workspaceId, node) =>
      fanout.publish('stream', { workspaceId, event: { type: 'document.changed', workspaceId, node } }),
    removed: (workspaceId, documentId) =>
      fanout.publish('stream', { workspaceId, event: { type: 'document.removed', workspaceId, documentId } }),
    treeChanged: (workspaceId) =>
      fanout.publish('stream', { workspaceId, event: { type: 'tree.changed', workspaceId } }),
  };
}
