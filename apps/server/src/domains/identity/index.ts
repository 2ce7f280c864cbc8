export type { Access, AccessChange, Action } from './access.ts';
export { createIdentity, type Identity } from './identity.ts';
export { identityMigrations } from './migrations/index.ts';
export type { Operators } from './operators.ts';
export type { People } from './people.ts';
export { requirePrincipal, type Principal } from './principal.ts';
export { registerIdentityRoutes } from './routes.ts';
export { ownedWorkspaces, type OwnedWorkspace } from './owners.ts';
