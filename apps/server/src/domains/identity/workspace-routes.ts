import { z } from 'zod';
import {
  archivedWorkspace,
  id,
  member,
  memberPutRequest,
  ownershipRequest,
  page,
  pageQuery,
  workspace,
  workspaceArchiveRequest,
  workspaceCreateRequest,
  workspaceUpdateRequest,
} from '@materi/contract';
import { invalidInput } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { idParams, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import type { Identity } from './identity.ts';
import { requirePrincipal } from './principal.ts';

/** Workspaces and who belongs to them. */
export function registerWorkspaceRoutes(app: HttpApp, { workspaces, members, archiving }: Identity): void {
  app.get(
    '/api/v1/workspaces',
    {
      schema: {
        summary: 'The workspaces that you can reach',
        tags: ['workspaces'],
        security: SIGNED_IN,
        querystring: pageQuery,
        response: { 200: page(workspace), ...problems(400, 401, 429, 500) },
      },
    },
    async (request) => workspaces.list(requirePrincipal(request), request.query),
  );

  app.post(
    '/api/v1/workspaces',
    {
      schema: {
        summary: 'Make a workspace that you own',
        tags: ['workspaces'],
        security: SIGNED_IN,
        body: workspaceCreateRequest,
        response: { 201: workspace, ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request, reply) => {
      const made = await workspaces.create(requirePrincipal(request), request.body.name);
      return reply.code(201).header('etag', etagOf(made.version)).send(made);
    },
  );

  app.get(
    '/api/v1/workspaces/:id',
    {
      schema: {
        summary: 'One workspace',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        response: { 200: workspace, ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request, reply) => {
      const found = await workspaces.get(requirePrincipal(request), request.params.id);
      return reply.header('etag', etagOf(found.version)).send(found);
    },
  );

  app.patch(
    '/api/v1/workspaces/:id',
    {
      schema: {
        summary: 'Change the name or icon of a workspace, or who may invite',
        description: 'With `If-Match`, only when nobody changed it since.',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        headers: z.object({ 'if-match': z.string().optional() }),
        body: workspaceUpdateRequest,
        response: { 200: workspace, ...problems(400, 401, 403, 404, 412, 429, 500) },
      },
    },
    async (request, reply) => {
      const renamed = await workspaces.update(
        requirePrincipal(request),
        request.params.id,
        request.body,
        versionIn(request.headers['if-match']),
      );
      return reply.header('etag', etagOf(renamed.version)).send(renamed);
    },
  );

  app.post(
    '/api/v1/workspaces/:id/archive',
    {
      schema: {
        summary: 'Put a workspace away: nobody can open it until an owner takes it back',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        body: workspaceArchiveRequest,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await archiving.archive(requirePrincipal(request), request.params.id, request.body.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/archived-workspaces',
    {
      schema: {
        summary: 'The workspaces of yours that were put away',
        tags: ['workspaces'],
        security: SIGNED_IN,
        response: { 200: page(archivedWorkspace), ...problems() },
      },
    },
    async (request) => ({ items: await archiving.list(requirePrincipal(request)), nextCursor: null }),
  );

  app.post(
    '/api/v1/archived-workspaces/:id/restore',
    {
      schema: {
        summary: 'Take a workspace back that was put away',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        response: { 200: workspace, ...problems() },
      },
    },
    async (request) => {
      const principal = requirePrincipal(request);
      await archiving.restore(principal, request.params.id);
      return workspaces.get(principal, request.params.id);
    },
  );

  app.post(
    '/api/v1/workspaces/:id/owner',
    {
      schema: {
        summary: 'Hand a workspace over: another member becomes owner, you become admin',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        body: ownershipRequest,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await members.handOver(requirePrincipal(request), request.params.id, request.body.personId);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/workspaces/:id/members',
    {
      schema: {
        summary: 'Who belongs to a workspace',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        querystring: pageQuery,
        response: { 200: page(member), ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request) => members.list(requirePrincipal(request), request.params.id, request.query),
  );

  app.put(
    '/api/v1/workspaces/:id/members',
    {
      schema: {
        summary: 'Give a member another role',
        description: 'Only owners make, change or remove owners. The last owner stays one.',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        body: memberPutRequest,
        response: { 200: member, ...problems(400, 401, 403, 404, 409, 429, 500) },
      },
    },
    async (request) =>
      members.setRole(requirePrincipal(request), request.params.id, request.body.personId, request.body.role),
  );

  app.delete(
    '/api/v1/workspaces/:id/members',
    {
      schema: {
        summary: 'Remove a member, or leave with your own id',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams,
        querystring: z.object({ personId: id }),
        response: { 204: nothing, ...problems(400, 401, 403, 404, 409, 429, 500) },
      },
    },
    async (request, reply) => {
      await members.remove(requirePrincipal(request), request.params.id, request.query.personId);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/workspaces/:id/members/:personId',
    {
      schema: {
        summary: 'Remove a member, or leave with your own id',
        tags: ['workspaces'],
        security: SIGNED_IN,
        params: idParams.extend({ personId: id }),
        response: { 204: nothing, ...problems(400, 401, 403, 404, 409, 429, 500) },
      },
    },
    async (request, reply) => {
      await members.remove(requirePrincipal(request), request.params.id, request.params.personId);
      return reply.code(204).send(null);
    },
  );
}

/** The version that `If-Match` names; `null` when any will do. */
function versionIn(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '*') return null;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw invalidInput('headers.if-match', 'Must be the ETag of the workspace, for example "3".');
  return Number(version);
}
