export {
  createRelayConnection,
  type RelayConnection,
  type RelayConnectionOptions,
  type RelaySocket,
  type RelayState,
} from './connection.ts';
export { type RelayReason } from './closing.ts';
