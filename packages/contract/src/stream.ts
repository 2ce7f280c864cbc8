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
  z.object({ type: z.literal('document.changed'), workspaceId: id, node: treeNode }),
  z.object({ type: z.literal('document.removed'), workspaceId: id, documentId: id }),
  z.object({ type: z.literal('tree.changed'), workspaceId: id }),
  z.object({ type: z.literal('job.changed'), jobId: id }),
  z.object({ type: z.literal('membership.changed'), workspaceId: id }),
]);
export type StreamEvent = z.infer<typeof streamEvent>;
