export { createApiClient, type ApiClient } from './api.ts';
export { ApiError } from './api-error.ts';
export type { ApiClientOptions } from './api-transport.ts';
export type { Stream, StreamListener } from './api-stream.ts';
