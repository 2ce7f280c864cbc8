import { bodyToText, readBody, SCHEMA_VERSION, writeBody, type BlockNode } from '@materi/editor';
import { openReplica, randomEdit, type Replica } from '@materi/editor/testing';
import { WebsocketProvider } from 'y-websocket';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { seededRandom } from '../support/seeded-random.ts';
import { startRelay, until, type TestRelay } from './relay.ts';

export interface ConvergenceReport extends Record<string, unknown> {
  readonly sequences: number;
  readonly edits: number;
  readonly offlineSpells: number;
  /** Sequences after which somebody had another page, or a block without an id of its own. */
  readonly differing: string[];
}

const START: BlockNode = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { id: 'start1', level: 1 }, content: [{ type: 'text', text: 'A page' }] },
    { type: 'paragraph', attrs: { id: 'start2' }, content: [{ type: 'text', text: 'of three people' }] },
    { type: 'paragraph', attrs: { id: 'start3' }, content: [{ type: 'text', text: 'who edit at once' }] },
  ],
};

/** Somebody with the page open: a real connection, the real state of an editor. */
interface Person {
  readonly doc: Y.Doc;
  readonly replica: Replica;
  readonly provider: WebsocketProvider;
}

/** Whether two copies hold the same edits; how they keep them may differ. */
const same = (left: Y.Doc, right: Y.Doc) => Y.equalSnapshots(Y.snapshot(left), Y.snapshot(right));

function isLawful({ replica }: Person): boolean {
  const ids = replica.ids();
  return ids.every((id) => id !== null) && new Set(ids).size === ids.length;
}

async function openPage(relay: TestRelay, page: string): Promise<Person[]> {
  const people: Person[] = [];
  for (let count = 0; count < 3; count++) {
    const doc = new Y.Doc();
    // The first brings the page; the others find it.
    if (count === 0) writeBody(doc, START);
    const provider = new WebsocketProvider(relay.url, page, doc, {
      params: { token: relay.person('editor').token, schema: String(SCHEMA_VERSION) },
      WebSocketPolyfill: WebSocket as never,
      disableBc: true,
      maxBackoffTime: 50,
    });
    await until('the page has come', () => provider.synced && doc.getXmlFragment('default').length >= 3);
    people.push({ doc, provider, replica: openReplica(doc) });
  }
  return people;
}

async function runSequence(
  relay: TestRelay,
  seed: number,
  steps: number,
): Promise<{ spells: number; fault: string | null }> {
  const random = seededRandom(seed);
  const people = await openPage(relay, relay.page());
  let spells = 0;
  const log: string[] = [];
  try {
    for (let count = 0; count < steps; count++) {
      const who = random.below(people.length);
      const person = people[who]!;
      const chance = random.below(12);
      if (chance === 0 && person.provider.shouldConnect) {
        person.provider.disconnect();
        spells += 1;
        log.push(`${who} leaves`);
      } else if (chance === 1 && !person.provider.shouldConnect) {
        person.provider.connect();
        log.push(`${who} returns`);
      } else {
        log.push(`${who} ${randomEdit(person.replica, (limit) => random.below(Math.max(limit, 1)))}`);
      }
      // Now and then what others wrote comes in between.
      if (random.below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const { provider } of people) provider.connect();
    await until(
      `all have the same page with lawful ids (seed ${seed}: ${log.join(', ')})`,
      () => {
        const [first, ...others] = people.map(({ doc }) => doc);
        return (
          people.every(({ provider }) => provider.synced) &&
          others.every((doc) => same(first!, doc)) &&
          people.every(isLawful)
        );
      },
      30_000,
    );
    const pages = people.map(({ replica }) => JSON.stringify(replica.state.doc.toJSON()));
    if (new Set(pages).size > 1) return { spells, fault: `seed ${seed}: the editors show different pages` };
    const texts = people.map(({ doc }) => bodyToText(readBody(doc)));
    if (new Set(texts).size > 1) return { spells, fault: `seed ${seed}: the pages have different words` };
    return { spells, fault: null };
  } catch (error) {
    return { spells, fault: error instanceof Error ? error.message : String(error) };
  } finally {
    for (const { doc, provider, replica } of people) {
      replica.close();
      provider.destroy();
      // Its awareness looks around every few seconds, and would keep the process.
      doc.destroy();
    }
  }
}

/** Sequences of random edits by three people with offline spells, each on a page of its own on one relay. */
export async function run({
  sequences,
  seed,
  steps = 60,
}: {
  sequences: number;
  seed: number;
  steps?: number;
}): Promise<ConvergenceReport> {
  const relay = await startRelay({ limits: { settleMs: 20 } });
  const differing: string[] = [];
  let offlineSpells = 0;
  try {
    for (let count = 0; count < sequences; count++) {
      const { spells, fault } = await runSequence(relay, seed + count, steps);
      offlineSpells += spells;
      if (fault !== null) differing.push(fault);
    }
    for (const { text } of relay.logged) differing.push(`the relay logged: ${text}`);
  } finally {
    await relay.stop();
  }
  return { sequences, edits: sequences * steps, offlineSpells, differing };
}
