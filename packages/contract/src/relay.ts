/**
 * The collaboration socket: message numbers and close codes.
 * Messages 0, 1 and 3 are those of y-websocket (y-protocols sync and awareness).
 */

/**
 * First variable-length unsigned integer of a frame. Two are ours and only sent to those who asked with `ack=1`:
 * `saved` carries one unsigned integer, the number of step 2 and update messages of this connection that are on disk;
 * `schema` carries one unsigned integer, the document's schema version, when it is newer than the one that the
 * client announced: the client may go on reading, and an edit would close with 4426.
 */
export const RELAY_MESSAGE = { sync: 0, awareness: 1, queryAwareness: 3, saved: 100, schema: 101 } as const;

/** Second variable-length unsigned integer of a sync frame (y-protocols/sync). */
export const SYNC_MESSAGE = { step1: 0, step2: 1, update: 2 } as const;

/** Why the server closed a socket (WebSocket close code, RFC 6455 section 7.4.2). */
export const RELAY_CLOSE = {
  malformed: 4400,
  notSignedIn: 4401,
  noAccess: 4403,
  notFound: 4404,
  idle: 4408,
  tooLarge: 4413,
  reload: 4426,
  tooFast: 4429,
  tryAgain: 4503,
} as const;
export type RelayCloseCode = (typeof RELAY_CLOSE)[keyof typeof RELAY_CLOSE];

/** The largest frame that a relay takes, in bytes. */
export const RELAY_FRAME_LIMIT_BYTES = 16 * 1024 * 1024;

/** Query parameter by which a client announces the newest document schema it knows. */
export const RELAY_SCHEMA_PARAMETER = 'schema';

/** Query parameter (`readonly=1`) by which a client that will not edit says so; the server then asks it for nothing. */
export const RELAY_READ_ONLY_PARAMETER = 'readonly';

/** Query parameter (`ack=1`) by which a client asks for the messages `saved` and `schema`. */
export const RELAY_ACK_PARAMETER = 'ack';

/**
 * The way in where WebSockets do not get through. `GET /collab/{documentId}/events` answers with server-sent events:
 * `open` first (a `RelayLineOpen` as JSON), then each frame as base64 in an event without a name; `ping` wants any POST
 * as an answer; `close` (a `RelayLineClose` as JSON) is the last. The client's frames, each behind its length as four
 * bytes (big-endian), are one stream of bytes that is cut anywhere into the bodies of
 * `POST /collab/{documentId}/messages?connection=…&number=…`, numbered from 1, one at a time; a number that was taken
 * may be sent again and changes nothing.
 */
export const RELAY_LINE_EVENT = { open: 'open', ping: 'ping', close: 'close' } as const;
export interface RelayLineOpen {
  readonly connection: string;
  /** Sent with each POST, in the header below: whoever knows it speaks for the one who opened the stream. */
  readonly key: string;
}
export interface RelayLineClose {
  readonly code: RelayCloseCode;
  readonly reason: string;
}
export const RELAY_LINE_KEY_HEADER = 'x-materi-line-key';

/** The largest body of a POST with frames that a server takes; clients cut smaller, since proxies often take 1 MB at most. */
export const RELAY_PIECE_LIMIT_BYTES = 2 * 1024 * 1024;

/** In the place of a document: addresses by which a page finds out what a proxy does to the relay. */
export const RELAY_CHECK = 'check';
/** How many events the check sends, and how far apart. */
export const RELAY_CHECK_EVENTS = 4;
export const RELAY_CHECK_GAP_MS = 300;
