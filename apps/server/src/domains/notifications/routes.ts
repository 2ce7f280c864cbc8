import type { FastifyRequest } from 'fastify';
import {
  id,
  notification,
  notificationPage,
  notificationQuery,
  notificationsRead,
  notificationUpdate,
} from '@materi/contract';
import { z } from 'zod';
import { nothing, problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import type { Notifications } from './notifications.ts';

const tags = ['notifications'];

/** The inbox of the person who asks. */
export function registerNotificationRoutes<Principal extends { readonly personId: string }>(
  app: HttpApp,
  {
    notifications,
    principalOf,
  }: {
    notifications: Notifications<Principal>;
    /** @throws AppError 401 */
    principalOf: (request: FastifyRequest) => Principal;
  },
): void {
  app.get(
    '/api/v1/notifications',
    {
      schema: {
        operationId: 'listNotifications',
        summary: 'List what is new on pages that the person who asks follows, and where they are mentioned',
        tags,
        security,
        querystring: notificationQuery,
        response: { 200: notificationPage, ...problems() },
      },
    },
    async (request) => {
      const { workspaceId, unread = false, ...rest } = request.query;
      return notifications.list(principalOf(request), { workspaceId, unread }, rest);
    },
  );

  app.patch(
    '/api/v1/notifications',
    {
      schema: {
        operationId: 'readNotifications',
        summary: 'Mark all of a workspace, or those about one page, as read',
        tags,
        security,
        body: notificationsRead,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      const { workspaceId, documentId } = request.body;
      await notifications.markAll(principalOf(request), workspaceId, documentId);
      return reply.code(204).send(null);
    },
  );

  app.patch(
    '/api/v1/notifications/:id',
    {
      schema: {
        operationId: 'updateNotification',
        summary: 'Mark a line as read or unread',
        tags,
        security,
        params: z.object({ id }),
        body: notificationUpdate,
        response: { 200: notification, ...problems() },
      },
    },
    async (request) => notifications.mark(principalOf(request), request.params.id, request.body.read),
  );
}
