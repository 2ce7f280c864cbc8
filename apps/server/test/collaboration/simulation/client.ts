import * as Y from 'yjs';
import { RELAY_CLOSE, RELAY_MESSAGE } from '@materi/contract/relay';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { awareness, frame, read, step1, step2, updateFrame } from '../client.ts';
import type { Line, LineEnd } from './line.ts';
import { editAtRandom, pageOf } from './pages.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { WatchedVisit, Witness } from './witness.ts';

/** Somebody with a page open: a real Yjs document, and the manners of a provider that comes back and sends again. */
export interface Client {
  readonly name: string;
  readonly personId: string;
  readonly documentId: string;
  /** What this person is when nothing is taken away. */
  readonly home: 'edit' | 'read' | 'none';
  readonly doc: Y.Doc;
  readonly readOnly: boolean;
  readonly schemaVersion: number | null;
  readonly line: Line | null;
  /** Synced, and everything that was sent is acknowledged. */
  readonly settled: boolean;
  edit(large: number): void;
  /** Tries what a reader may not. */
  vandalise(): void;
  announce(): void;
  /** Asks again for everything, or for who is here, as providers may now and then. */
  askAgain(): void;
  /** Sends something again that it has sent already. */
  repeat(): void;
  goOffline(): void;
  goOnline(): void;
  /** A new tab: what was not acknowledged and nobody heard is gone. */
  reload(): void;
}

const NEWEST_SCHEMA = 2;

export function createClient(needs: {
  name: string;
  personId: string;
  documentId: string;
  home: Client['home'];
  readOnly: boolean;
  schemaVersion: number | null;
  time: VirtualTime;
  chance: SeededRandom;
  witness: Witness;
  /** `null` when there is no server. */
  dial(client: Client, end: LineEnd): { line: Line; watched: WatchedVisit } | null;
}): Client {
  const { name, time, chance, witness } = needs;
  let { schemaVersion } = needs;
  let doc = openPage();
  let connection: { line: Line; watched: WatchedVisit } | null = null;
  let online = false;
  let outdated = false;
  let dialling = false;
  let synced = false;
  let saved = 0;
  let sent: Uint8Array[] = [];
  let clock = 0;

  function openPage(): Y.Doc {
    const opened = new Y.Doc();
    opened.clientID = chance.below(2 ** 32);
    witness.note(() => `${name} is ${opened.clientID}`);
    opened.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== client && opened === doc && !needs.readOnly) say(update, updateFrame);
    });
    return opened;
  }

  function say(update: Uint8Array, framed: (update: Uint8Array) => Uint8Array): void {
    if (connection === null) return;
    sent.push(update);
    connection.line.toServer(framed(update));
  }

  function dialSoon(ms: number): void {
    if (dialling || connection !== null || !online) return;
    dialling = true;
    time.after(ms, () => {
      dialling = false;
      if (connection === null && online) dial();
    });
  }

  function dial(): void {
    const unsaved = sent.slice(saved);
    const dialled = needs.dial(client, { frame: hear, closed });
    if (dialled === null) return dialSoon(100 + chance.below(400));
    connection = dialled;
    sent = [];
    saved = 0;
    dialled.line.toServer(step1(Y.encodeStateVector(doc)));
    // Some send again what they kept, beside what the server asks for.
    if (chance.below(3) === 0) for (const update of unsaved.slice(-5)) say(update, updateFrame);
  }

  function closed(code: number): void {
    witness.note(() => `${name} notices that it is closed with ${code}`);
    connection = null;
    synced = false;
    // A reader may have heard an edit that was lost with its author: only a fresh page is without it.
    if (code === RELAY_CLOSE.reload || (code === RELAY_CLOSE.noAccess && needs.home === 'read')) return reload();
    dialSoon((code === RELAY_CLOSE.noAccess ? 300 : 20) + chance.below(300));
  }

  function hangUp(): void {
    connection?.line.closeFromClient();
    connection = null;
    synced = false;
  }

  function hear(bytes: Uint8Array): void {
    const message = read(bytes);
    switch (message.kind) {
      case 'step1':
        return say(Y.encodeStateAsUpdate(doc, message.stateVector), step2);
      case 'step2':
        Y.applyUpdate(doc, message.update, client);
        synced = true;
        connection?.watched.synced(doc);
        return;
      case 'update':
        return Y.applyUpdate(doc, message.update, client);
      case 'saved':
        if (message.value <= saved || message.value > sent.length) {
          witness.found(`${name} hears that ${message.value} of ${sent.length} are saved, after ${saved}`);
        }
        saved = message.value;
        return;
      case 'schema':
        outdated = true;
        // People take a while to see that they should.
        time.after(chance.below(1_000), () => {
          if (outdated) reload();
        });
        return;
      case 'awareness':
    }
  }

  function reload(): void {
    witness.note(() => `${name} reloads`);
    hangUp();
    doc = openPage();
    sent = [];
    saved = 0;
    outdated = false;
    if (schemaVersion !== null) schemaVersion = NEWEST_SCHEMA;
    dialSoon(10 + chance.below(100));
  }

  const client: Client = {
    name,
    personId: needs.personId,
    documentId: needs.documentId,
    home: needs.home,
    readOnly: needs.readOnly,
    get doc() {
      return doc;
    },
    get schemaVersion() {
      return schemaVersion;
    },
    get line() {
      return connection?.line ?? null;
    },
    get settled() {
      return connection !== null && synced && !outdated && saved === sent.length && !connection.line.busy;
    },
    edit(large) {
      if (outdated) return;
      witness.note(() => `${name} edits`);
      editAtRandom(doc, chance, large);
    },
    vandalise() {
      const copy = pageOf([Y.encodeStateAsUpdate(doc)]);
      copy.clientID = chance.below(2 ** 32);
      const before = Y.encodeStateVector(copy);
      editAtRandom(copy, chance, 3);
      witness.note(() => `${name} vandalises`);
      say(Y.encodeStateAsUpdate(copy, before), updateFrame);
    },
    announce() {
      clock += 1;
      connection?.line.toServer(awareness([{ client: doc.clientID, clock, state: `{"at":${clock}}` }]));
    },
    askAgain() {
      connection?.line.toServer(chance.maybe(frame(RELAY_MESSAGE.queryAwareness)) ?? step1(Y.encodeStateVector(doc)));
    },
    repeat() {
      if (sent.length > 0) say(chance.pick(sent), updateFrame);
    },
    goOffline() {
      witness.note(() => `${name} goes offline`);
      online = false;
      hangUp();
    },
    goOnline() {
      if (online) return;
      witness.note(() => `${name} goes online`);
      online = true;
      dialSoon(chance.below(50));
    },
    reload,
  };
  return client;
}
