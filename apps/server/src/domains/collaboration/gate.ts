import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { RELAY_CLOSE } from '@materi/contract/relay';
import type { Admission } from './admission.ts';
import type { RelayLimits } from './limits.ts';
import { bytesOf, createSocketWire, RelayWebSocket } from './wire.ts';

/** The way in by WebSocket. */
export interface Gate {
  /** Takes the upgrades to `/collab/…` of this server; others it leaves alone. */
  attach(server: Server): void;
  /** Takes no more. */
  close(): void;
}

const PATH = /^\/collab\/([^/?#]+)\/?(?:[?#]|$)/;

export function createGate(needs: { admission: Admission; now(): number; limits: RelayLimits }): Gate {
  const { admission, limits, now } = needs;
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: RelayWebSocket,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const detach: (() => void)[] = [];

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, listeners: () => number): void {
    const documentId = PATH.exec(request.url ?? '')?.[1]?.toLowerCase();
    if (documentId === undefined) {
      // Without anybody else who takes upgrades the socket would stay open for ever.
      if (listeners() === 1) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    // Browsers cannot read the status of a refused handshake: accept, then close with a code.
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const visitor = admission.admit({ documentId, wire: createSocketWire(webSocket, socket, now), request });
      webSocket.on('message', (data, isBinary) => {
        if (isBinary) visitor.receive(bytesOf(data));
        else visitor.end(RELAY_CLOSE.malformed, 'malformed: text instead of bytes');
      });
      webSocket.on('close', () => visitor.left());
    });
  }

  return {
    attach(httpServer) {
      const take = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
        onUpgrade(request, socket, head, () => httpServer.listenerCount('upgrade'));
      httpServer.on('upgrade', take);
      detach.push(() => httpServer.off('upgrade', take));
    },
    close() {
      for (const undo of detach.splice(0)) undo();
      server.close();
    },
  };
}
