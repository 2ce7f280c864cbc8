import { activity, follow, followPutRequest, id, page, pageQuery } from '@materi/contract';
import { z } from 'zod';
import { nothing, problems, SIGNED_IN as security } from '../../../kernel/http/answers.ts';
import type { HttpApp } from '../../../kernel/http/app.ts';
import { requirePrincipal } from '../../identity/index.ts';
import type { Activities } from './activities.ts';
import type { Follows } from './follows.ts';

const ofDocument = z.object({ id: id.describe('The page.') });

/** What happened to a page, and who wants to hear of it. */
export function registerActivityRoutes(
  app: HttpApp,
  { activities, follows }: { activities: Activities; follows: Follows },
): void {
  app.get(
    '/api/v1/documents/:id/activity',
    {
      schema: {
        operationId: 'listActivity',
        summary: 'List what happened to a page, latest first',
        tags: ['history'],
        security,
        params: ofDocument,
        querystring: pageQuery,
        response: { 200: page(activity), ...problems() },
      },
    },
    async (request) => activities.list(requirePrincipal(request), request.params.id, request.query),
  );

  app.get(
    '/api/v1/documents/:id/follow',
    {
      schema: {
        operationId: 'getFollow',
        summary: 'Whether the person who asks follows a page',
        tags: ['notifications'],
        security,
        params: ofDocument,
        response: { 200: follow, ...problems() },
      },
    },
    async (request) => follows.get(requirePrincipal(request), request.params.id),
  );

  app.put(
    '/api/v1/documents/:id/follow',
    {
      schema: {
        operationId: 'followDocument',
        summary: 'Hear of changes to a page in the inbox',
        tags: ['notifications'],
        security,
        params: ofDocument,
        body: followPutRequest.nullish(),
        response: { 200: follow, ...problems(409) },
      },
    },
    async (request) => follows.put(requirePrincipal(request), request.params.id, request.body?.subpages ?? false),
  );

  app.delete(
    '/api/v1/documents/:id/follow',
    {
      schema: {
        operationId: 'unfollowDocument',
        summary: 'Hear no more of changes to a page',
        tags: ['notifications'],
        security,
        params: ofDocument,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await follows.remove(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
