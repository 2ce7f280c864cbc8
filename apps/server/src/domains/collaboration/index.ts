export { createCollaboration, type Actor, type Collaboration, type CollaborationNeeds } from './collaboration.ts';
export { CONTENT_DERIVED, type ResourceOf } from './events.ts';
export { collaborationMigrations } from './migrations/index.ts';
export type { RelayLimits } from './limits.ts';
export { createContent, type Content, type ContentStore, type PreparedBody } from './content/content.ts';
export { addressesIn, withPlainPageLinks } from './content/addresses.ts';
export { registerContentRoutes, type ContentRouteNeeds } from './content/routes.ts';
