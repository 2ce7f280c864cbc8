import { z } from 'zod';
import { id } from './values.ts';
import { treeNode } from './documents.ts';

/**
 * What `GET /api/v1/stream` sends (server-sent events). The event name is `type`,
 * the data is the whole object as JSON. `hello` comes first on every connection;
 * after a reconnection, fetch anew what you show.
 */
export const streamEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), buildId: z.string() }),
  // A page was made, moved, restored, or its title or icon changed; `node` is its new row of the tree.
  z.object({ type: z.literal('document.changed'), workspaceId: id, node: treeNode }),
  // A page left the tree, for the trash or for good, and everything below it with it.
  z.object({ type: z.literal('document.removed'), workspaceId: id, documentId: id }),
  // Much changed at once: fetch the tree anew.
  z.object({ type: z.literal('tree.changed'), workspaceId: id }),
  z.object({ type: z.literal('job.changed'), jobId: id }),
  z.object({ type: z.literal('membership.changed'), workspaceId: id }),
  // The inbox of the person who listens changed: fetch it anew.
  z.object({ type: z.literal('notifications.changed'), workspaceId: id }),
]);
export type StreamEvent = z.infer<typeof streamEvent>;
