import {
  account,
  accountQuery,
  accountUpdateRequest,
  page,
  resetAnswer,
  resetLink,
  resetLinkCreated,
  resetRequest,
} from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { ANYONE, idParams, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import type { Identity } from './identity.ts';
import { requirePrincipal } from './principal.ts';

/** Accounts of the instance, for those who run it, and new passwords for those who forgot theirs. */
export function registerInstanceRoutes(app: HttpApp, { operators, resets }: Identity): void {
  app.post(
    '/api/v1/auth/reset',
    {
      schema: {
        summary: 'Get help with a forgotten password, look at a link, or set a new password with it',
        description:
          'With `email`: says whether links come by mail; the answer is the same for every address. ' +
          'With `token`: whose password it sets. With `token` and `password`: sets it and ends every session.',
        tags: ['auth'],
        security: ANYONE,
        body: resetRequest,
        response: { 200: resetAnswer, ...problems(410, 503) },
      },
    },
    async (request) => {
      // No mail is sent by this version: those who run the instance make links.
      if ('email' in request.body) return { mail: false, account: null, done: false };
      const { token, password, endKeys } = request.body;
      if (password === undefined) return { mail: false, account: await resets.preview(token, request.ip), done: false };
      await resets.complete({ token, password, endKeys }, request.ip);
      return { mail: false, account: null, done: true };
    },
  );

  app.get(
    '/api/v1/accounts',
    {
      schema: {
        summary: 'Every account of this instance, for those who run it',
        tags: ['instance'],
        security: SIGNED_IN,
        querystring: accountQuery,
        response: { 200: page(account), ...problems() },
      },
    },
    async (request) => operators.accounts(requirePrincipal(request), request.query, request.query.q),
  );

  app.patch(
    '/api/v1/accounts/:id',
    {
      schema: {
        summary: 'Let somebody run this instance, or no longer',
        tags: ['instance'],
        security: SIGNED_IN,
        params: idParams,
        body: accountUpdateRequest,
        response: { 204: nothing, ...problems(409) },
      },
    },
    async (request, reply) => {
      await operators.set(requirePrincipal(request), request.params.id, request.body.operator);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/accounts/:id/reset-links',
    {
      schema: {
        summary: 'The links for a new password that are still good',
        tags: ['instance'],
        security: SIGNED_IN,
        params: idParams,
        response: { 200: page(resetLink), ...problems() },
      },
    },
    async (request) => ({
      items: await resets.list(requirePrincipal(request), request.params.id),
      nextCursor: null,
    }),
  );

  app.post(
    '/api/v1/accounts/:id/reset-links',
    {
      schema: {
        summary: 'Make a link with which somebody sets a new password; it is shown this once',
        description: 'Good for one day and one use. Ends any earlier link of theirs.',
        tags: ['instance'],
        security: SIGNED_IN,
        params: idParams,
        response: { 201: resetLinkCreated, ...problems() },
      },
    },
    async (request, reply) => reply.code(201).send(await resets.create(requirePrincipal(request), request.params.id)),
  );

  app.delete(
    '/api/v1/accounts/:id/reset-links',
    {
      schema: {
        summary: 'Withdraw the links of somebody',
        tags: ['instance'],
        security: SIGNED_IN,
        params: idParams,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await resets.revoke(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
