import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What a reverse proxy does when nobody has told it about the relay. */
export interface ProxyHabits {
  /** Passed on, answered with 502, or never answered. Default: passed on. */
  readonly upgrades?: 'pass' | 'refuse' | 'swallow';
  /** Gives answers on only when they are complete. */
  readonly buffers?: boolean;
  /** Bodies above this are answered with 413. */
  readonly bodyLimit?: number;
  /** Decides for each POST with frames whether its answer gets lost on the way back. */
  losesAnswer?(): boolean;
}

export interface Proxy {
  readonly url: string;
  readonly wsUrl: string;
  stop(): Promise<void>;
}

/** A reverse proxy before a server, on a port of its own. */
export async function startProxy(target: string, habits: ProxyHabits = {}): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();

  function passOn(request: IncomingMessage, response: ServerResponse): void {
    if (habits.bodyLimit !== undefined && Number(request.headers['content-length'] ?? 0) > habits.bodyLimit) {
      request.resume();
      response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>413 Request Entity Too Large</h1>');
      return;
    }
    const { method, url: path, headers } = request;
    const onward = ask({ hostname, port, method, path, headers, agent: false }, (answer) => {
      if (path?.includes('/messages') && habits.losesAnswer?.() === true) {
        answer.resume();
        response.destroy();
        return;
      }
      const status = answer.statusCode ?? 502;
      if (habits.buffers !== true) {
        response.writeHead(status, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        return;
      }
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        response.writeHead(status, answer.headers);
        response.end(Buffer.concat(parts));
      });
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  const server = createServer(passOn);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    if (habits.upgrades === 'refuse') {
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    if (habits.upgrades === 'swallow') return;
    const onward = connect(Number(port), hostname, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}`,
    wsUrl: `ws://${address}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
