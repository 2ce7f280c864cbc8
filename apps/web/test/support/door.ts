import { createServer, connect, type Server, type Socket } from 'node:net';

/** An address in front of a server that can be shut, as when the server or the network is away. */
export interface Door {
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function openDoor(target: string): Promise<Door> {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;

  const listen = () =>
    new Promise<void>((resolve, reject) => {
      server = createServer((inside) => {
        const outside = connect(Number(targetPort), hostname);
        for (const socket of [inside, outside]) {
          sockets.add(socket);
          socket.on('close', () => sockets.delete(socket));
          // A cut connection is what this is for.
          socket.on('error', () => undefined);
        }
        inside.pipe(outside).pipe(inside);
      });
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const address = server?.address();
        if (typeof address === 'object' && address !== null) port = address.port;
        resolve();
      });
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      if (server === null) return resolve();
      server.close(() => resolve());
      server = null;
      for (const socket of sockets) socket.destroy();
    });

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    shut,
    open: listen,
    close: shut,
  };
}
