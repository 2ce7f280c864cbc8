import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Part } from '../part.ts';
import type { HttpApp } from './app.ts';

const DRAIN_MS = 10_000;

/** The open port of the application. */
export interface Listening extends Part {
  /** `http://HOST:PORT` as it really is; the port is known once it has started. */
  address(): string;
}

const LISTEN_FAULTS: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_host, port) =>
    `Port ${port} is in use by another program. Stop that one, or choose another port with --port (0 takes a free one).`,
  EACCES: (_host, port) => `Port ${port} is not allowed for this user. Choose one above 1023 with --port.`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Choose another with --host, for example 127.0.0.1.`,
  ENOTFOUND: (host) => `The host name ${host} is not known. Choose another with --host, for example 127.0.0.1.`,
};

/** @param needs.beforeClose ends connections that would otherwise stay open for ever, such as sockets */
export function createListening(needs: {
  app: HttpApp;
  host: string;
  port: number;
  beforeClose: () => Promise<void>;
}): Listening {
  const { app, host } = needs;
  let port = needs.port;
  let listening = false;
  app.addHook('preClose', needs.beforeClose);

  return {
    name: 'http',
    address: () => `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    async start() {
      try {
        await app.listen({ host, port });
      } catch (error) {
        const sentence = LISTEN_FAULTS[(error as NodeJS.ErrnoException).code ?? '']?.(host, port);
        throw sentence === undefined ? error : new AppError('http.cannot_listen', 500, sentence, { cause: error });
      }
      const bound = app.server.address();
      if (typeof bound === 'object' && bound !== null) port = bound.port;
      listening = true;
    },
    async stop() {
      listening = false;
      const patience = new AbortController();
      // Requests under way may end, but not for ever.
      const late = delay(DRAIN_MS, undefined, { signal: patience.signal })
        .then(() => app.server.closeAllConnections())
        .catch(() => {});
      await app.close();
      patience.abort();
      await late;
    },
    ready: () => (listening ? null : 'The port is not open yet.'),
  };
}
