import type {} from '@fastify/multipart';
import { z } from 'zod';
import {
  apiKey,
  emailChangeRequest,
  keyCreated,
  keyCreateRequest,
  keyUpdateRequest,
  me,
  meUpdateRequest,
  page,
  pageQuery,
  passwordChangeRequest,
  PICTURE_LIMIT_BYTES,
  person,
  session,
} from '@materi/contract';
import { invalidInput } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import { idParams, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import { pictureTooLarge } from './errors.ts';
import type { Identity } from './identity.ts';
import { requirePrincipal } from './principal.ts';

/** One's own account: name, password, sessions, API keys. */
export function registerAccountRoutes(
  app: HttpApp,
  { people, pictures, preferences, operators, workspaces, sessions, keys }: Identity,
): void {
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
      const [account, reachable, chosen, operator] = await Promise.all([
        people.get(principal.personId),
        workspaces.list(principal, { limit: 200 }),
        preferences.get(principal.personId),
        operators.is(principal.personId),
      ]);
      return {
        person: account,
        workspaces: reachable.items,
        sessionId: principal.sessionId,
        preferences: chosen,
        operator,
      };
    },
  );

  app.patch(
    '/api/v1/me',
    {
      schema: {
        summary: 'Change your name, or how you like the app',
        description: 'Only what is sent changes; a preference that is `null` follows the device again.',
        tags: ['account'],
        security: SIGNED_IN,
        body: meUpdateRequest,
        response: { 200: person, ...problems(400, 401, 403, 429, 500) },
      },
    },
    async (request) => {
      const principal = requirePrincipal(request);
      const { name, preferences: change } = request.body;
      if (change !== undefined) await preferences.update(principal, change);
      return name === undefined ? people.get(principal.personId) : people.rename(principal, name);
    },
  );

  app.post(
    '/api/v1/me/email',
    {
      schema: {
        summary: 'Change the address that you sign in with; ends your other sessions',
        tags: ['account'],
        security: SIGNED_IN,
        body: emailChangeRequest,
        response: { 200: person, ...problems(409, 503) },
      },
    },
    async (request) => people.changeEmail(requirePrincipal(request), { ...request.body, address: request.ip }),
  );

  app.put(
    '/api/v1/me/picture',
    {
      bodyLimit: PICTURE_LIMIT_BYTES + 64 * 1024,
      schema: {
        summary: 'Set your picture',
        description: 'One PNG, JPEG or WebP as `multipart/form-data`, in the field `file`; best a square.',
        tags: ['account'],
        security: SIGNED_IN,
        consumes: ['multipart/form-data'],
        body: z.any().meta({
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string', format: 'binary' } },
        }),
        response: { 200: person, ...problems(413, 415) },
      },
    },
    async (request) => {
      const principal = requirePrincipal(request);
      if (!request.isMultipart()) throw invalidInput('body', 'Send the picture as multipart/form-data.');
      const part = await request.file({
        limits: { files: 1, fileSize: PICTURE_LIMIT_BYTES },
        throwFileSizeLimit: false,
      });
      if (part === undefined) throw invalidInput('body.file', 'Send one picture in the field `file`.');
      const content = await part.toBuffer();
      if (part.file.truncated) throw pictureTooLarge(PICTURE_LIMIT_BYTES);
      await pictures.set(principal, content);
      return people.get(principal.personId);
    },
  );

  app.delete(
    '/api/v1/me/picture',
    {
      schema: {
        summary: 'Take your picture away',
        tags: ['account'],
        security: SIGNED_IN,
        response: { 200: person, ...problems() },
      },
    },
    async (request) => {
      const principal = requirePrincipal(request);
      await pictures.remove(principal);
      return people.get(principal.personId);
    },
  );

  app.get(
    '/api/v1/people/:id/picture',
    {
      schema: {
        summary: 'The picture of somebody who shares a workspace with you',
        tags: ['account'],
        security: SIGNED_IN,
        params: idParams,
        querystring: z.object({ v: z.string().max(64).optional().describe('Which picture; for caches only.') }),
        response: { 200: z.any().describe('The bytes of the picture.'), ...problems() },
      },
    },
    async (request, reply) => {
      const { mediaType, data, tag } = await pictures.find(requirePrincipal(request), request.params.id);
      return reply
        .headers({
          'content-type': mediaType,
          'cache-control': request.query.v === tag ? 'private, max-age=31536000, immutable' : 'private, no-cache',
          etag: `"${tag}"`,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "sandbox; default-src 'none'",
        })
        .send(Buffer.from(data));
    },
  );

  app.post(
    '/api/v1/me/password',
    {
      schema: {
        summary: 'Change your password; ends your other sessions and, when asked, your API keys',
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

  app.patch(
    '/api/v1/keys/:id',
    {
      schema: {
        summary: 'Rename an API key',
        tags: ['account'],
        security: SIGNED_IN,
        params: idParams,
        body: keyUpdateRequest,
        response: { 200: apiKey, ...problems() },
      },
    },
    async (request) => keys.rename(requirePrincipal(request), request.params.id, request.body.name),
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
