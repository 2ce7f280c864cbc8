import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Database } from './database.ts';

const shortestWaitMs = 100;
const longestWaitMs = 5_000;

/**
 * Keeps one connection for all `LISTEN`s, made at the first and made again when
 * it is lost. What is said while there is no connection is not heard.
 */
export function createListening(newClient: () => Client): { listen: Database['listen']; close(): Promise<void> } {
  const channels = new Map<string, Set<(payload: string) => void>>();
  const stop = new AbortController();
  let connection: Promise<Client> | undefined;

  async function connect(): Promise<Client> {
    const client = newClient();
    client.on('notification', ({ channel, payload }) => {
      for (const listener of channels.get(channel) ?? []) listener(payload ?? '');
    });
    client.on('error', () => {});
    await client.connect();
    client.once('end', () => {
      if (connection === opened) connection = undefined;
      if (channels.size > 0 && !stop.signal.aborted) void reconnect();
    });
    const opened = connection;
    for (const channel of channels.keys()) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    return client;
  }

  function connected(): Promise<Client> {
    if (!connection) {
      const attempt = connect();
      connection = attempt;
      // A failed attempt must not be remembered as the connection.
      attempt.catch(() => {
        if (connection === attempt) connection = undefined;
      });
    }
    return connection;
  }

  async function reconnect() {
    for (let wait = shortestWaitMs; !stop.signal.aborted; wait = Math.min(wait * 2, longestWaitMs)) {
      await delay(wait, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      if (stop.signal.aborted || channels.size === 0) return;
      try {
        await connected();
        return;
      } catch {
        // The next round tries again, later.
      }
    }
  }

  return {
    async listen(channel, listener) {
      const client = await connected();
      const known = channels.get(channel);
      const listeners = known ?? new Set();
      // Each call is its own subscription, even of the same function.
      const hear = (payload: string) => listener(payload);
      listeners.add(hear);
      channels.set(channel, listeners);
      if (!known) {
        try {
          await client.query(`listen ${client.escapeIdentifier(channel)}`);
        } catch (error) {
          listeners.delete(hear);
          if (listeners.size === 0) channels.delete(channel);
          throw error;
        }
      }
      return async () => {
        listeners.delete(hear);
        if (listeners.size > 0 || channels.get(channel) !== listeners) return;
        channels.delete(channel);
        if (!connection || stop.signal.aborted) return;
        const current = await connection.catch(() => undefined);
        await current?.query(`unlisten ${current.escapeIdentifier(channel)}`).catch(() => {});
      };
    },
    async close() {
      stop.abort();
      channels.clear();
      const client = await connection?.catch(() => undefined);
      await client?.end().catch(() => {});
    },
  };
}
