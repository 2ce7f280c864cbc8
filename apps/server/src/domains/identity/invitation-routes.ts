import { z } from 'zod';
import {
  id,
  invitation,
  invitationAccepted,
  invitationAcceptRequest,
  invitationCreated,
  invitationCreateRequest,
  invitationPreview,
  page,
  pageQuery,
} from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { ANYONE, idParams, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import { visitorOf, grant } from './grant.ts';
import type { Identity } from './identity.ts';
import { requirePrincipal } from './principal.ts';

const tokenParams = z.object({ token: z.string().min(1).max(200) });

/** Invitations: made and withdrawn by admins, accepted by whoever holds the link. */
export function registerInvitationRoutes(app: HttpApp, identity: Identity): void {
  const { invitations } = identity;

  app.post(
    '/api/v1/workspaces/:id/invitations',
    {
      schema: {
        summary: 'Invite someone; the link is shown this once',
        tags: ['invitations'],
        security: SIGNED_IN,
        params: idParams,
        body: invitationCreateRequest,
        response: { 201: invitationCreated, ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await invitations.create(requirePrincipal(request), request.params.id, request.body)),
  );

  app.get(
    '/api/v1/workspaces/:id/invitations',
    {
      schema: {
        summary: 'The invitations of a workspace, accepted ones included',
        tags: ['invitations'],
        security: SIGNED_IN,
        params: idParams,
        querystring: pageQuery,
        response: { 200: page(invitation), ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request) => invitations.list(requirePrincipal(request), request.params.id, request.query),
  );

  app.post(
    '/api/v1/workspaces/:id/invitations/:invitationId/renewal',
    {
      schema: {
        summary: 'Make a new link for an invitation; the old one ends',
        tags: ['invitations'],
        security: SIGNED_IN,
        params: idParams.extend({ invitationId: id }),
        response: { 200: invitationCreated, ...problems() },
      },
    },
    async (request) => invitations.renew(requirePrincipal(request), request.params.id, request.params.invitationId),
  );

  app.delete(
    '/api/v1/workspaces/:id/invitations/:invitationId',
    {
      schema: {
        summary: 'Withdraw an invitation',
        tags: ['invitations'],
        security: SIGNED_IN,
        params: idParams.extend({ invitationId: id }),
        response: { 204: nothing, ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request, reply) => {
      await invitations.revoke(requirePrincipal(request), request.params.id, request.params.invitationId);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/invitations/:token',
    {
      schema: {
        summary: 'What an invitation is for',
        tags: ['invitations'],
        security: ANYONE,
        params: tokenParams,
        response: { 200: invitationPreview, ...problems(400, 404, 410, 429, 500) },
      },
    },
    async (request) => invitations.preview(request.params.token),
  );

  app.post(
    '/api/v1/invitations/:token/accept',
    {
      schema: {
        summary: 'Accept an invitation, as a new person or as yourself when signed in',
        tags: ['invitations'],
        security: [{}, ...SIGNED_IN],
        params: tokenParams,
        body: invitationAcceptRequest,
        response: { 200: invitationAccepted, ...problems(400, 401, 403, 404, 409, 410, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { token } = request.params;
      if (request.principal) return invitations.acceptAs(request.principal, token);
      // Someone with a forged or foreign request must not pass as nobody; a stale cookie harms nothing.
      if (request.authenticationFault && request.headers.authorization !== undefined) requirePrincipal(request);
      const { workspaceId, session } = await invitations.acceptAsNewPerson(token, request.body, visitorOf(request));
      return { ...(await grant(identity, reply, session)), workspaceId };
    },
  );
}
