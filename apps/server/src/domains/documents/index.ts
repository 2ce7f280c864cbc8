export { createDocuments, type Documents, type DocumentsNeeds } from './documents.ts';
export { registerDocumentRoutes } from './routes.ts';
export { documentsMigrations } from './migrations/index.ts';
export type { InitialContent, PreparedContent } from './content.ts';
export type { PreparedPage, NewPage, PageChanges } from './pages.ts';
export type { Upload, Uploads } from './uploads.ts';
export { CONTENT_DERIVED, type DocumentEventType } from './events.ts';
export { cleanTitle } from './titles.ts';
export { readInventory, type Inventory } from './inventory.ts';
