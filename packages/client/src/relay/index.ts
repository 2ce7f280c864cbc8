export {
  createRelayConnection,
  type RelayConnection,
  type RelayConnectionOptions,
  type RelayState,
} from './connection.ts';
export { type RelayReason } from './closing.ts';
export type { RelaySocket } from './socket.ts';
export { createRelayWays, type RelayWay, type RelayWays } from './ways.ts';
export { openEventSocket } from './event-socket.ts';
