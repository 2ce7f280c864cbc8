import type { HttpApp } from '../../kernel/http/app.ts';
import { registerAccountRoutes } from './account-routes.ts';
import { registerAuthentication } from './authentication-hook.ts';
import type { Identity } from './identity.ts';
import { registerInstanceRoutes } from './instance-routes.ts';
import { registerInvitationRoutes } from './invitation-routes.ts';
import { registerSignInRoutes } from './sign-in-routes.ts';
import { registerWorkspaceRoutes } from './workspace-routes.ts';

/** All routes of this domain, and the hook that tells every route who asks. */
export function registerIdentityRoutes(app: HttpApp, identity: Identity): void {
  registerAuthentication(app, identity.authentication);
  registerSignInRoutes(app, identity);
  registerAccountRoutes(app, identity);
  registerWorkspaceRoutes(app, identity);
  registerInvitationRoutes(app, identity);
  registerInstanceRoutes(app, identity);
}
