import type { IncomingMessage } from 'node:http';
import {
  RELAY_ACK_PARAMETER,
  RELAY_CLOSE,
  RELAY_READ_ONLY_PARAMETER,
  RELAY_SCHEMA_PARAMETER,
  type RelayCloseCode,
} from '@materi/contract/relay';
import { isAppError } from '../../kernel/errors.ts';
import type { Fanout } from '../../kernel/fanout.ts';
import { newId } from '../../kernel/ids.ts';
import type { Access, AccessChange, Principal } from '../identity/index.ts';
import { createBucket, type Bucket } from './bucket.ts';
import type { ResourceOf } from './events.ts';
import type { RelayLimits } from './limits.ts';
import type { Rooms } from './rooms.ts';
import type { Seat } from './seat.ts';
import type { LiveWire } from './wire.ts';

/** Somebody at the door, whatever line they came on. */
export interface Arrival {
  readonly documentId: string;
  readonly wire: LiveWire;
  /** What they asked with; never logged, since the address may hold a token. */
  readonly request: Pick<IncomingMessage, 'url' | 'headers'>;
}

/** A connection as its line sees it. */
export interface Visitor {
  /** Frames may come before it is decided whether the door opens; they wait. */
  receive(frame: Uint8Array): void;
  end(code: RelayCloseCode, reason: string): void;
  /** The line is gone. */
  left(): void;
}

/** Lets people to the documents that they may see, and shows them out when that changes. */
export interface Admission {
  admit(arrival: Arrival): Visitor;
  /** Notes a refused edit. */
  refused(personId: string): void;
  /** Asks anew for the rights of everyone in these documents. */
  recheck(documentIds: readonly string[]): void;
  /** Call about once a second: finds the dead. */
  tend(): void;
  /** No new connections; the open ones are closed by their rooms. */
  stop(): Promise<void>;
}

export interface AdmissionNeeds {
  /**
   * Who asks: `?token=`, `Authorization`, or the session cookie of a page that is ours.
   * @throws AppError 401 or 403
   */
  authenticate(request: Pick<IncomingMessage, 'url' | 'headers'>): Promise<Principal>;
  /** Whether the session or key through which someone came still lives. Sockets outlive access tokens, not these. */
  isStillGood(principal: Principal): Promise<boolean>;
  readonly access: Pick<Access, 'can'>;
  readonly resourceOf: ResourceOf;
  readonly fanout: Pick<Fanout<{ access: AccessChange }>, 'subscribe'>;
  readonly rooms: Rooms;
  now(): number;
  readonly limits: RelayLimits;
  readonly logger: { error(fields: object, text: string): void };
}

type Decision = { readonly mayEdit: boolean } | { readonly code: RelayCloseCode; readonly reason: string };

/** One connection, from the handshake to the end. */
interface Visit {
  readonly documentId: string;
  readonly wire: LiveWire;
  principal: Principal | undefined;
  workspaceId: string | undefined;
  seat: Seat | undefined;
  /** Grows with each change of rights that may concern it. */
  doubts: number;
  deciding: boolean;
  ended: boolean;
  /** When it was last known that the session or key lives. */
  verifiedAt: number;
  pingedAt: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function createAdmission(needs: AdmissionNeeds): Admission {
  const { limits, now, rooms } = needs;
  const visits = new Set<Visit>();
  const refusals = new Map<string, { bucket: Bucket; untilMs: number }>();
  const socketsOf = new Map<string, number>();
  let stopped = false;

  function admit({ documentId, wire, request }: Arrival): Visitor {
    const visit: Visit = {
      documentId,
      wire,
      principal: undefined,
      workspaceId: undefined,
      seat: undefined,
      doubts: 0,
      deciding: false,
      ended: false,
      verifiedAt: now(),
      pingedAt: now(),
    };
    visits.add(visit);
    // What is sent before the door opens waits in the network.
    wire.pause();
    const early: Uint8Array[] = [];
    void open(visit, request, early);
    return {
      receive(frame) {
        if (visit.seat) visit.seat.receive(frame);
        else early.push(frame);
      },
      end: (code, reason) => end(visit, code, reason),
      left() {
        if (visit.ended) return;
        visit.ended = true;
        visits.delete(visit);
        if (visit.principal !== undefined) countPerson(visit.principal.personId, -1);
        visit.seat?.leave();
      },
    };
  }

  async function open(visit: Visit, request: Arrival['request'], early: Uint8Array[]): Promise<void> {
    const { documentId, wire } = visit;
    try {
      if (stopped) return end(visit, RELAY_CLOSE.tryAgain, 'the server is stopping');
      const principal = await authenticated(visit, request);
      if (visit.ended) return;
      visit.principal = principal;
      if (countPerson(principal.personId, 1) > limits.socketsPerPerson)
        return end(visit, RELAY_CLOSE.tooFast, 'too many connections');
      if ((refusals.get(principal.personId)?.untilMs ?? 0) > now()) {
        return end(visit, RELAY_CLOSE.tooFast, 'too many edits without the right to edit; wait a little');
      }
      const decision = await decide(visit, principal);
      if (visit.ended || wire.closing) return;
      if ('code' in decision) return end(visit, decision.code, decision.reason);
      const parameters = new URL(request.url ?? '/', 'http://localhost').searchParams;
      visit.seat = rooms.open(documentId).join({
        connectionId: newId(),
        personId: principal.personId,
        wire,
        mayEdit: decision.mayEdit,
        wantsSaved: parameters.get(RELAY_ACK_PARAMETER) === '1',
        schemaVersion: versionOf(parameters.get(RELAY_SCHEMA_PARAMETER)),
        readOnly: parameters.get(RELAY_READ_ONLY_PARAMETER) === '1',
      });
      for (const frame of early.splice(0)) visit.seat.receive(frame);
      wire.resume();
    } catch (error) {
      if (isAppError(error) && error.status < 500) {
        end(visit, error.status === 401 ? RELAY_CLOSE.notSignedIn : RELAY_CLOSE.noAccess, error.message);
      } else {
        // The address of the request stays out of the log: it holds the token.
        needs.logger.error({ documentId, err: error }, 'A collaboration connection could not be opened.');
        end(visit, RELAY_CLOSE.tryAgain, 'the server could not open the document');
      }
    }
  }

  /** How many sockets the person has after this one came or went. */
  function countPerson(personId: string, change: 1 | -1): number {
    const count = (socketsOf.get(personId) ?? 0) + change;
    if (count > 0) socketsOf.set(personId, count);
    else socketsOf.delete(personId);
    return count;
  }

  function end(visit: Visit, code: RelayCloseCode, reason: string): void {
    if (visit.seat) visit.seat.end(code, reason);
    else visit.wire.close(code, reason);
  }

  /** Asks until an answer was not overtaken by someone's sign-out. */
  async function authenticated(visit: Visit, request: Arrival['request']): Promise<Principal> {
    for (;;) {
      const { doubts } = visit;
      const principal = await needs.authenticate(request);
      if (visit.doubts === doubts) return principal;
    }
  }

  /** Asks until an answer was not overtaken by a change of rights. */
  async function decide(visit: Visit, principal: Principal): Promise<Decision> {
    for (;;) {
      const { doubts } = visit;
      const decision = await ask(visit, principal);
      if (visit.doubts === doubts) return decision;
    }
  }

  async function ask(visit: Visit, principal: Principal): Promise<Decision> {
    const { documentId } = visit;
    const found = UUID.test(documentId) ? await needs.resourceOf(documentId) : undefined;
    if (found === undefined) return { code: RELAY_CLOSE.notFound, reason: 'there is no such document' };
    visit.workspaceId = found.workspaceId;
    const resource = { type: 'document', id: documentId, workspaceId: found.workspaceId } as const;
    if (!(await needs.access.can(principal, 'document.read', resource))) {
      return { code: RELAY_CLOSE.noAccess, reason: 'you have no access to this document' };
    }
    return { mayEdit: !found.trashed && (await needs.access.can(principal, 'document.edit', resource)) };
  }

  /** Holds the connection until its rights are known again. */
  function doubt(visit: Visit): void {
    visit.doubts += 1;
    const { seat, principal } = visit;
    if (seat === undefined || principal === undefined || visit.deciding) return;
    visit.deciding = true;
    seat.hold();
    decide(visit, principal)
      .then(
        (decision) =>
          'code' in decision ? end(visit, decision.code, decision.reason) : seat.release(decision.mayEdit),
        (error: unknown) => {
          needs.logger.error({ documentId: visit.documentId, err: error }, 'Rights could not be checked anew.');
          end(visit, RELAY_CLOSE.tryAgain, 'your rights could not be checked');
        },
      )
      .finally(() => {
        visit.deciding = false;
      });
  }

  async function verify(visit: Visit, principal: Principal): Promise<void> {
    visit.verifiedAt = now();
    try {
      if (!(await needs.isStillGood(principal))) end(visit, RELAY_CLOSE.notSignedIn, 'you are signed out');
    } catch (error) {
      // Asked again in a minute; a revocation in this process is heard without asking.
      needs.logger.error({ documentId: visit.documentId, err: error }, 'A session could not be checked.');
    }
  }

  const unsubscribe = needs.fanout.subscribe('access', (change) => {
    for (const visit of visits) {
      const { principal } = visit;
      if (change.sessionId !== undefined || change.keyId !== undefined) {
        if (principal === undefined) {
          visit.doubts += 1;
          continue;
        }
        const revoked =
          (change.sessionId !== undefined && principal.sessionId === change.sessionId) ||
          (change.keyId !== undefined && principal.keyId === change.keyId);
        if (revoked) end(visit, RELAY_CLOSE.notSignedIn, 'you are signed out');
      } else if (concerns(change, visit)) {
        doubt(visit);
      }
    }
  });

  return {
    admit,

    refused(personId) {
      const entry = refusals.get(personId) ?? { bucket: createBucket(limits.refusals, now), untilMs: 0 };
      refusals.set(personId, entry);
      if (!entry.bucket.take()) entry.untilMs = now() + limits.refusalWaitMs;
    },

    recheck(documentIds) {
      const ids = new Set(documentIds);
      for (const visit of visits) if (ids.has(visit.documentId)) doubt(visit);
    },

    tend() {
      const time = now();
      for (const visit of visits) {
        const { wire } = visit;
        if (wire.closing) continue;
        if (!wire.paused && time - wire.aliveAt > limits.deadMs) {
          end(visit, RELAY_CLOSE.idle, 'nothing was heard from you');
        } else if (time - visit.pingedAt >= limits.heartbeatMs) {
          visit.pingedAt = time;
          wire.ping();
        }
        if (visit.principal && time - visit.verifiedAt >= limits.verifyMs) void verify(visit, visit.principal);
      }
      // Who has waited long enough starts afresh.
      if (refusals.size > 10_000) for (const [id, { untilMs }] of refusals) if (untilMs < time) refusals.delete(id);
    },

    async stop() {
      stopped = true;
      unsubscribe();
      for (const visit of visits) end(visit, RELAY_CLOSE.tryAgain, 'the server is stopping; connect again');
      const last = [...visits];
      // A short while to say goodbye, then without.
      for (let left = 40; left > 0 && last.some((visit) => !visit.ended); left--) {
        await new Promise((resolve) => {
          setTimeout(resolve, 25);
        });
      }
      for (const visit of last) if (!visit.ended) visit.wire.terminate();
    },
  };
}

function concerns(change: AccessChange, visit: Visit): boolean {
  if (change.personId !== undefined && visit.principal !== undefined && visit.principal.personId !== change.personId) {
    return false;
  }
  if (change.documentId !== undefined && change.documentId !== visit.documentId) return false;
  return (
    change.workspaceId === undefined || visit.workspaceId === undefined || visit.workspaceId === change.workspaceId
  );
}

/** A schema version as a client announces it; anything but a whole number counts as not announced. */
function versionOf(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}
