import type { RelayCloseCode } from '@materi/contract/relay';

/** The line to one client. Nothing here throws. */
export interface Wire {
  send(frame: Uint8Array): void;
  close(code: RelayCloseCode, reason: string): void;
  /** Bytes that were sent and have not left yet. */
  backlog(): number;
  /** Stops reading, so that the client has to wait. */
  pause(): void;
  resume(): void;
}

/** Who sits at the other end of a wire. */
export interface Member {
  /** Names the connection in the log. */
  readonly connectionId: string;
  readonly personId: string;
  readonly wire: Wire;
  readonly mayEdit: boolean;
  /** Wants to hear what is saved (`ack=1`). */
  readonly wantsSaved: boolean;
  /** The newest document schema the client knows; `null` when it did not say. */
  readonly schemaVersion: number | null;
  /** The client said that it will not edit. */
  readonly readOnly: boolean;
}

/** A member's place in a room. */
export interface Seat {
  receive(frame: Uint8Array): void;
  /** The wire is gone. */
  leave(): void;
  /** Closes the wire and leaves. */
  end(code: RelayCloseCode, reason: string): void;
  /** Holds everything in both directions until `release`, because the member's rights are in question. */
  hold(): void;
  release(mayEdit: boolean): void;
}
