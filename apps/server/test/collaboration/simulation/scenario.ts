import * as Y from 'yjs';
import { RELAY_LIMITS, type RelayLimits } from '../../../src/domains/collaboration/limits.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { NO_BUG, type Bug } from './bugs.ts';
import { createClient, type Client } from './client.ts';
import { createDisk, type Mood } from './disk.ts';
import { createLine } from './line.ts';
import { difference, knowsMore, pageOf } from './pages.ts';
import { createServer, type Server } from './server.ts';
import { createVirtualTime } from './virtual-time.ts';
import { createWitness, type Right } from './witness.ts';

/** What one seed led to. */
export interface Outcome {
  readonly problem: string | null;
  readonly trace: readonly string[];
  readonly acknowledged: number;
  readonly updates: number;
  readonly snapshots: number;
  readonly deaths: number;
  /** Readers who ended with an edit that was never stored. */
  readonly phantoms: number;
}

/** However bad it was: when all is well again, everything has come to rest after this long. */
const REST_MS = 120_000;
/** So long after it looks like rest: timers may still hold something back. */
const QUIET_MS = 400;

const RIGHTS: readonly Right[] = ['edit', 'read', 'none'];
const MOODS: readonly Mood[] = ['well', 'well', 'slow', 'failing', 'full'];

/** One random story, wholly decided by its seed. */
export async function play(seed: number, bug: Bug = NO_BUG, tracing = false): Promise<Outcome> {
  const chance = seededRandom(seed);
  const time = createVirtualTime();
  const documentIds = ['p1', 'p2', 'p3'].slice(0, 1 + chance.below(3));
  const rights = new Map<string, Right>();
  const rightOf = (documentId: string, personId: string): Right => rights.get(`${documentId} ${personId}`) ?? 'none';
  const witness = createWitness({ documentIds, now: () => Math.round(time.now()), tracing, rightOf });
  const disk = createDisk({ pages: documentIds, serial: chance.below(2) === 0, time, chance, witness });
  const limits: RelayLimits = {
    ...RELAY_LIMITS,
    groupRows: 2 + chance.below(30),
    unsavedUpdates: 3 + chance.below(60),
    backlogSoftBytes: chance.pick([200, 2_000, 20_000]),
    backlogHardBytes: 100_000 + chance.below(1_000_000),
    requests: { burst: 200, perSecond: 100 },
    judgements: { burst: 2 + chance.below(10), perSecond: 1 },
    unloadMs: 300 + chance.below(3_000),
    compactUpdates: 4 + chance.below(60),
    compactUpdatesOnClose: 2 + chance.below(20),
  };
  const largePaste = chance.below(60) === 0 ? 60_000 : 200;
  const latencyMs = 2 + chance.below(80);
  let server: Server | null = null;
  let deaths = 0;
  let phantoms = 0;

  const start = () => {
    witness.note(() => 'the server starts');
    server = createServer({ disk, time, chance, witness, limits, rightOf, bug });
  };

  const clients: Client[] = documentIds.flatMap((documentId) =>
    Array.from({ length: 2 + chance.below(3) }, (_, at) => {
      const kind = at === 0 ? 0 : chance.below(10);
      // The third tab is of the second person.
      const personId = `person-${at === 2 ? 1 : at}`;
      const home = (rights.get(`${documentId} ${personId}`) ??
        (kind < 7 ? 'edit' : kind < 9 ? 'read' : 'none')) as Client['home'];
      const readOnly = home === 'read' && chance.below(2) === 0;
      rights.set(`${documentId} ${personId}`, home);
      return createClient({
        name: `${documentId}-${at}`,
        personId,
        documentId,
        home,
        readOnly,
        schemaVersion: chance.below(3) > 0 ? null : 1 + chance.below(2),
        time,
        chance,
        witness,
        dial(client, end) {
          if (server === null) return null;
          let line: ReturnType<typeof createLine>;
          const watched = server.admit(client, (serverEnd) => {
            line = createLine({ time, chance, latencyMs, client: end, server: serverEnd });
            return line;
          });
          return { line: line!, watched };
        },
      });
    }),
  );

  function setRight(client: Client, right: Right): void {
    witness.note(() => `${client.personId} has the right to ${right} on ${client.documentId}`);
    rights.set(`${client.documentId} ${client.personId}`, right);
    server?.rightChanged(client.documentId, client.personId);
  }

  function die(): void {
    witness.note(() => 'the server dies');
    deaths += 1;
    server?.die();
    server = null;
  }

  const writers = clients.filter(({ home, readOnly }) => home === 'edit' && !readOnly);
  function startSoon(): void {
    time.after(50 + chance.below(500), () => {
      if (server === null) start();
    });
  }

  async function stop(stopped: Server): Promise<void> {
    witness.note(() => 'the server is asked to stop');
    await stopped.stop();
    if (server !== stopped) return;
    die();
    startSoon();
  }

  /** What may happen, and how often of 1,000 times. */
  const events: readonly (readonly [number, (client: Client, documentId: string) => void])[] = [
    [540, () => chance.pick(writers).edit(largePaste)],
    [30, (client) => client.announce()],
    [10, (client) => client.askAgain()],
    [15, (client) => client.repeat()],
    [50, (client) => chance.pick([client.goOffline, client.goOnline])()],
    [20, () => clients.forEach(({ goOnline }) => goOnline())],
    [30, (client) => client.line?.tear()],
    [40, (client) => client.line?.freeze(50 + chance.below(3_000))],
    [20, (client) => client.reload()],
    [50, (client) => setRight(client, chance.pick<Right>(client.home === 'edit' ? RIGHTS : ['read', 'none']))],
    [20, (client) => client.home === 'read' && !client.readOnly && client.vandalise()],
    [50, (_client, documentId) => void server?.edit(documentId)],
    [30, (_client, documentId) => compact(documentId)],
    [45, () => (disk.mood = chance.pick(MOODS))],
    [20, (_client, documentId) => server?.breakRoom(documentId)],
    [10, () => void (server && stop(server))],
    [
      20,
      () => {
        die();
        startSoon();
      },
    ],
  ];
  const total = events.reduce((sum, [often]) => sum + often, 0);

  /** Now and then twice at once: by itself and because somebody asks. */
  function compact(documentId: string): void {
    for (let left = 1 + chance.below(2); left > 0; left--) server?.compaction.compact(documentId).catch(() => {});
  }

  function act(): void {
    let choice = chance.below(total);
    for (const [often, happen] of events) {
      choice -= often;
      if (choice < 0) return void happen(chance.pick(clients), chance.pick(documentIds));
    }
  }

  /** Everybody hears everything again. */
  function heal(): void {
    witness.note(() => 'all is well again');
    disk.mood = 'well';
    if (server === null) start();
    for (const client of clients) {
      if (rightOf(client.documentId, client.personId) !== client.home) setRight(client, client.home);
      client.goOnline();
    }
  }

  const guests = clients.filter(({ home }) => home !== 'none');
  const isAtRest = () =>
    server !== null &&
    guests.every(({ settled }) => settled) &&
    server.rooms.ids().every((id) => server?.rooms.find(id)?.settled === true);

  async function pass(ms: number): Promise<void> {
    const until = time.now() + ms;
    while (time.now() < until && witness.problem === null) await time.step();
  }

  async function rest(): Promise<void> {
    const until = time.now() + REST_MS;
    while (witness.problem === null) {
      while (!isAtRest() && witness.problem === null) {
        if (time.now() > until) return witness.found('it does not come to rest');
        await time.step();
      }
      await pass(QUIET_MS);
      if (isAtRest()) return;
    }
  }

  function compare(when: string): void {
    for (const documentId of documentIds) {
      if (witness.problem !== null) return;
      const page = disk.pages.get(documentId)!;
      const snapshot = page.snapshots.get(Math.max(...page.snapshots.keys()));
      const tail = [...page.rows.values()].filter(({ seq }) => seq > (snapshot?.upToSeq ?? 0));
      const stored = [...(snapshot ? [snapshot.data] : []), ...tail.map(({ data }) => data)];
      const whole = witness.checkStored(documentId, stored, page.rows);
      for (const client of guests.filter((each) => each.documentId === documentId)) {
        // What was heard and then lost before it was stored, with its author, stays with whoever may not send it again.
        if (client.home === 'read' && knowsMore(client.doc, whole)) {
          phantoms += 1;
          if (knowsMore(whole, client.doc)) witness.found(`${when} ${client.name} lacks what is stored`);
          continue;
        }
        // Made anew: Yjs leaves aside for good what came before that on which it rests, where a new document places it.
        const differs = difference(whole, pageOf([Y.encodeStateAsUpdate(client.doc)]));
        if (differs !== null) witness.found(`${when} ${client.name} has another page than the log: ${differs}`);
      }
    }
  }

  start();
  for (const client of clients) if (chance.below(4) > 0) client.goOnline();
  try {
    const steps = 30 + chance.below(120);
    const pauseMs = 1 + chance.below(60);
    for (let step = 0; step < steps && witness.problem === null; step++) {
      act();
      await pass(chance.below(pauseMs));
    }
    heal();
    await rest();
    compare('when all is well');
    die();
    start();
    await rest();
    compare('after the last start');
  } catch (error) {
    witness.found(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const counts = [...disk.pages.values()];
  return {
    problem: witness.problem,
    trace: witness.trace,
    acknowledged: witness.acknowledged,
    updates: counts.reduce((sum, { rows }) => sum + rows.size, 0),
    snapshots: counts.reduce((sum, { snapshots }) => sum + snapshots.size, 0),
    deaths,
    phantoms,
  };
}
