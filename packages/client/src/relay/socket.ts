/** The part of a WebSocket that is used here; those of browsers, Node and `ws` have it. */
export interface RelaySocket {
  binaryType: string;
  readonly readyState: number;
  addEventListener(name: 'open' | 'message' | 'close' | 'error', listener: (event: never) => void): void;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
}

/** Values of `readyState` (WHATWG WebSockets, section 3.1). */
export const SOCKET_STATE = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;

/** What a lost connection is called when nobody said why (RFC 6455, section 7.4.1). */
export const ABNORMAL_CLOSURE = 1006;
