import {
  apiKey,
  keyCreated,
  keyCreateRequest,
  me,
  meUpdateRequest,
  page,
  pageQuery,
  passwordChangeRequest,
  person,
  session,
} from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { idParams, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import type { Identity } from './identity.ts';
import { requirePrincipal } from './principal.ts';

/** One's own account: name, password, sessions, API keys. */
export function registerAccountRoutes(app: HttpApp, { people, workspaces, sessions, keys }: Identity): void {
  app.get(
    '/api/v1/me',
    {
      schema: {
        summary: 'Who is asking, and which workspaces they can reach',
        tags: ['account'],
        security: SIGNED_IN,
        response: { 200: me, ...problems(401, 429, 500) },
      },
    },
    async (request) => {
      const principal = requirePrincipal(request);
      const [account, reachable] = await Promise.all([
        people.get(principal.personId),
        workspaces.list(principal, { limit: 200 }),
      ]);
      return { person: account, workspaces: reachable.items, sessionId: principal.sessionId };
    },
  );

  app.patch(
    '/api/v1/me',
    {
      schema: {
        summary: 'Change your name',
        tags: ['account'],
        security: SIGNED_IN,
        body: meUpdateRequest,
        response: { 200: person, ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request) => people.rename(requirePrincipal(request), request.body.name),
  );

  app.post(
    '/api/v1/me/password',
    {
      schema: {
        summary: 'Change your password; ends your other sessions',
        tags: ['account'],
        security: SIGNED_IN,
        body: passwordChangeRequest,
        response: { 204: nothing, ...problems(400, 401, 403, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      await people.changePassword(requirePrincipal(request), { ...request.body, address: request.ip });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/sessions',
    {
      schema: {
        summary: 'Where you are signed in',
        tags: ['account'],
        security: SIGNED_IN,
        querystring: pageQuery,
        response: { 200: page(session), ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request) => sessions.list(requirePrincipal(request), request.query),
  );

  app.delete(
    '/api/v1/sessions',
    {
      schema: {
        summary: 'End all your other sessions',
        tags: ['account'],
        security: SIGNED_IN,
        response: { 204: nothing, ...problems(401, 403, 429, 500) },
      },
    },
    async (request, reply) => {
      await sessions.revokeOthers(requirePrincipal(request));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/sessions/:id',
    {
      schema: {
        summary: 'End one of your sessions',
        tags: ['account'],
        security: SIGNED_IN,
        params: idParams,
        response: { 204: nothing, ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request, reply) => {
      await sessions.revoke(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/keys',
    {
      schema: {
        summary: 'Your API keys',
        tags: ['account'],
        security: SIGNED_IN,
        querystring: pageQuery,
        response: { 200: page(apiKey), ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request) => keys.list(requirePrincipal(request), request.query),
  );

  app.post(
    '/api/v1/keys',
    {
      schema: {
        summary: 'Make an API key; it is shown this once',
        tags: ['account'],
        security: SIGNED_IN,
        body: keyCreateRequest,
        response: { 201: keyCreated, ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request, reply) => reply.code(201).send(await keys.create(requirePrincipal(request), request.body)),
  );

  app.delete(
    '/api/v1/keys/:id',
    {
      schema: {
        summary: 'Revoke an API key',
        tags: ['account'],
        security: SIGNED_IN,
        params: idParams,
        response: { 204: nothing, ...problems(400, 401, 403, 404, 429, 500) },
      },
    },
    async (request, reply) => {
      await keys.revoke(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
