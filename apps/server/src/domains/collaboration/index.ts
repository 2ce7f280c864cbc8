export { createCollaboration, type Actor, type Collaboration, type CollaborationNeeds } from './collaboration.ts';
export { CONTENT_DERIVED, type ResourceOf } from './events.ts';
export { collaborationMigrations } from './migrations/index.ts';
export { chosenRelayLimits, type RelayLimits } from './limits.ts';
export { createContent, type Content, type ContentStore, type PreparedBody } from './content/content.ts';
export { addressesIn, withPlainPageLinks } from './content/addresses.ts';
export { registerContentRoutes, type ContentRouteNeeds } from './content/routes.ts';
export {
  createHistory,
  type History,
  type HistoryNeeds,
  type WorkSession,
  type VersionNews,
} from './history/history.ts';
export { createVersionStore } from './history/version-store.ts';
export { registerHistoryRoutes } from './history/routes.ts';
export { registerLineRoutes } from './lines/routes.ts';
export { registerCheckRoutes } from './lines/check-routes.ts';
