import type { FastifyRequest } from 'fastify';
import { accessGrant, keySet, setupCompleted, setupRequest, setupState, signInRequest } from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { ANYONE, nothing, problems, SIGNED_IN } from '../../kernel/http/answers.ts';
import { readCookies } from './cookies.ts';
import { sessionEnded } from './errors.ts';
import { grant, takeCookies, visitorOf } from './grant.ts';
import type { Identity } from './identity.ts';
import { requireOurSite } from './same-origin.ts';

/** Set-up, signing in and out, and the public keys of access tokens. */
export function registerSignInRoutes(app: HttpApp, identity: Identity): void {
  const { setup, signIn, sessions, signingKeys, config } = identity;

  /** The refresh token, which only our own pages may use. */
  function refreshTokenOf({ headers, method }: FastifyRequest): string | undefined {
    const { refreshToken } = readCookies(headers.cookie);
    if (refreshToken === undefined) return undefined;
    const marker = headers['x-materi-request'];
    requireOurSite(
      { method, origin: headers.origin, host: headers.host, marker: typeof marker === 'string' ? marker : undefined },
      config.publicUrl(),
    );
    return refreshToken;
  }

  app.get(
    '/api/v1/setup',
    {
      schema: {
        summary: 'Whether this instance still waits for its first owner',
        tags: ['setup'],
        security: ANYONE,
        response: { 200: setupState, ...problems(500) },
      },
    },
    async () => ({ needed: await setup.isNeeded() }),
  );

  app.post(
    '/api/v1/setup',
    {
      schema: {
        summary: 'Become the first owner, with the one-time token that the server printed',
        tags: ['setup'],
        security: ANYONE,
        body: setupRequest,
        response: { 201: setupCompleted, ...problems(400, 403, 409, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      const { session, personId, workspaceId } = await setup.complete(request.body, visitorOf(request));
      const granted = await grant(identity, reply, session);
      return reply.code(201).send({ ...granted, personId, workspaceId });
    },
  );

  app.post(
    '/api/v1/auth/sign-in',
    {
      schema: {
        summary: 'Sign in with e-mail address and password',
        description: 'Answers an access token and sets the refresh cookie. Failures slow down further attempts.',
        tags: ['auth'],
        security: ANYONE,
        body: signInRequest,
        response: { 200: accessGrant, ...problems(400, 401, 429, 500, 503) },
      },
    },
    async (request, reply) => {
      return grant(identity, reply, await signIn.withPassword(request.body, visitorOf(request)));
    },
  );

  app.post(
    '/api/v1/auth/refresh',
    {
      schema: {
        summary: 'Exchange the refresh cookie for a new access token',
        description: 'Each refresh token works once. Needs the header `X-Materi-Request: 1`.',
        tags: ['auth'],
        security: ANYONE,
        response: { 200: accessGrant, ...problems(401, 403, 429, 500) },
      },
    },
    async (request, reply) => {
      const refreshToken = refreshTokenOf(request);
      try {
        if (refreshToken === undefined) throw sessionEnded();
        return await grant(identity, reply, await sessions.refresh(refreshToken, request.ip));
      } catch (error) {
        takeCookies(identity, reply);
        throw error;
      }
    },
  );

  app.post(
    '/api/v1/auth/sign-out',
    {
      schema: {
        summary: 'End the session and take its cookies away',
        tags: ['auth'],
        security: [{}, ...SIGNED_IN],
        response: { 204: nothing, ...problems(403, 429, 500) },
      },
    },
    async (request, reply) => {
      await sessions.signOut(refreshTokenOf(request), request.principal);
      takeCookies(identity, reply);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        summary: 'The public keys that access tokens are checked with',
        tags: ['auth'],
        security: ANYONE,
        response: { 200: keySet, ...problems(500) },
      },
    },
    async () => signingKeys.jwks(),
  );
}
