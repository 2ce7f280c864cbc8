import type { FastifyRequest } from 'fastify';
import type { KeyScope } from '@materi/contract';
import { authRequired } from './errors.ts';

/** Who asks: a person, through a session or an API key. */
export interface Principal {
  readonly personId: string;
  readonly name: string;
  /** Set when they came through a session (access token or cookie). */
  readonly sessionId: string | null;
  /** Set when they came with an API key. */
  readonly keyId: string | null;
  /** `*` for sessions. */
  readonly scopes: readonly KeyScope[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; `null` for nobody. Set by identity's hook. */
    principal: Principal | null;
    /** Why what they showed was not accepted, when they showed something. */
    authenticationFault: Error | null;
  }
}

/**
 * Who asks, for routes that are not for everyone.
 * @throws AppError 401 `auth.required`, or what was wrong with the token that they showed
 */
export function requirePrincipal(request: Pick<FastifyRequest, 'principal' | 'authenticationFault'>): Principal {
  if (request.principal) return request.principal;
  throw request.authenticationFault ?? authRequired();
}
