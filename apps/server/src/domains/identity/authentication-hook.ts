import { isAppError } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import type { Authentication } from './authentication.ts';

/**
 * Sets `request.principal` on every API request. What was wrong with a token is
 * kept and told by `requirePrincipal`, so that a stale cookie harms no public route.
 */
export function registerAuthentication(app: HttpApp, authentication: Authentication): void {
  if (app.hasRequestDecorator('principal')) return;
  app.decorateRequest('principal', null);
  app.decorateRequest('authenticationFault', null);
  app.addHook('onRequest', async (request) => {
    // Pages, scripts and health checks are the same for everyone and must not wait for the database.
    if (!request.url.startsWith('/api/')) return;
    try {
      request.principal = await authentication.authenticateRequest(request);
    } catch (error) {
      if (!isAppError(error)) throw error;
      request.authenticationFault = error;
    }
  });
}
