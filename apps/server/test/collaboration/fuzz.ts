import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as Y from 'yjs';
import { connect, frame, step1, step2, updateFrame, awareness } from './client.ts';
import { startRelay, until } from './relay.ts';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';

const SOCKETS_AT_ONCE = 8;
/** Frames for one page, about a fifth of which it keeps; after them another page has its turn. */
const PAGE_FRAMES = 100_000;
/** What a process may hold more afterwards than before: code that was compiled meanwhile, and pools that stay. */
const MEMORY_MARGIN_BYTES = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held once all is thrown away that nobody needs. What ends with an event is let go of a turn later. */
async function heldBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What a fuzz run found. */
export interface FuzzReport {
  readonly frames: number;
  readonly seed: number;
  /** How many sockets were closed, by code. */
  readonly closes: Readonly<Record<number, number>>;
  /** What the process held before the first frame and after the last one, with every room closed. */
  readonly heldBytes: { readonly before: number; readonly after: number };
  /** Empty when all is well. */
  readonly problems: readonly string[];
}

/**
 * Throws random, truncated and mutated frames at a relay and watches whether it
 * stays up, keeps its documents readable, ends sockets only by its own codes and
 * lets go of what it held.
 */
export async function run({ frames, seed }: { frames: number; seed: number }): Promise<FuzzReport> {
  const chance = seededRandom(seed);
  const relay = await startRelay({
    limits: { requests: { burst: 1e9, perSecond: 1e9 }, settleMs: 1e9, settleAtMostMs: 1e9 },
  });
  const problems: string[] = [];
  const closes: Record<number, number> = {};
  const held = { before: 0, after: 0 };
  // Ours, and those of a socket that the fuzzer itself closed or tore down.
  const allowed = new Set([4400, 4413, 1000, 1005, 1006]);
  const samples = sampleFrames(chance);
  const checks: ((when: string) => Promise<void>)[] = [];

  async function throwAtOnePage(count: number): Promise<void> {
    const page = relay.page();
    const author = relay.person('editor');
    const writer = await relay.client(page, author.token);
    writer.type('The quick brown fox');
    await until('the first edit is saved', () => writer.saved === writer.sent && writer.sent > 0);
    held.before ||= await heldBytes();
    let sent = 0;
    const throwSome = async () => {
      while (sent < count) {
        // A malformed frame ends the socket, so that each gets a handful; what follows tests sending into a closing one.
        const handful = Array.from({ length: Math.min(chance.below(8) + 1, count - sent) }, () =>
          mutate(chance, chance.pick(samples)),
        );
        sent += handful.length;
        const hard = chance.below(4) === 0;
        const fuzzer = await connect({
          url: relay.url,
          documentId: page,
          token: author.token,
          parameters: {},
          sync: false,
        });
        const closed = new Promise<number>((resolve) => {
          fuzzer.socket.once('close', resolve);
        });
        for (const bytes of handful) fuzzer.send(bytes);
        if (hard) fuzzer.terminate();
        else fuzzer.close();
        const code = await closed;
        closes[code] = (closes[code] ?? 0) + 1;
        if (!allowed.has(code)) problems.push(`a socket was closed with ${code}`);
      }
    };
    await Promise.all(Array.from({ length: SOCKETS_AT_ONCE }, throwSome));
    // Edits are still taken, kept and handed on.
    writer.type('!');
    await until('the last edit is saved', () => writer.saved === writer.sent);
    const reader = await relay.client(page, relay.person('viewer').token);
    await until('a reader is synced', () => reader.synced);
    const made = Y.getState(writer.doc.store, writer.doc.clientID);
    const { clientID } = writer.doc;
    const checkState = async (when: string) => {
      const known = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(await relay.collaboration.readState(page)));
      if (known.get(clientID) !== made) problems.push(`${when} a document lost what the writer typed`);
    };
    checks.push(checkState);
    await checkState('in the room');
    await relay.collaboration.compact(page).catch((error: unknown) => {
      problems.push(`compaction failed: ${String(error)}`);
    });
    reader.terminate();
    writer.terminate();
  }

  try {
    for (let left = frames; left > 0; left -= PAGE_FRAMES) await throwAtOnePage(Math.min(left, PAGE_FRAMES));
    await relay.restart();
    held.after = await heldBytes();
    if (held.after > held.before + MEMORY_MARGIN_BYTES) {
      problems.push(`${held.before} bytes were held before, ${held.after} afterwards`);
    }
    for (const check of checks) await check('after compaction and restart');
    for (const { text, fields } of relay.logged) problems.push(`logged: ${text} ${JSON.stringify(fields)}`);
  } catch (error) {
    problems.push(String(error));
  } finally {
    await relay.stop();
  }
  return { frames, seed, closes, heldBytes: held, problems };
}

function sampleFrames(chance: SeededRandom): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = chance.below(2 ** 32);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  const fragment = doc.getXmlFragment('default');
  for (let count = 0; count < 40; count++) {
    const element = new Y.XmlElement(chance.pick(['paragraph', 'heading', 'codeBlock']));
    element.setAttribute('id', `b${count}`);
    const text = new Y.XmlText('words and ünïcödé 🦊');
    fragment.insert(0, [element]);
    element.insert(0, [text]);
    text.format(2, 5, { bold: {}, link: { href: '/d/x' } });
    text.insert(3, 'typed');
    text.delete(1, 4);
    if (count % 5 === 0) fragment.delete(fragment.length - 1, 1);
    doc.getMap('map').set(`k${count % 7}`, { nested: [1, 2.5, null, true, 'x', 12345678901234, new Uint8Array(3)] });
    doc.getText('plain').insert(0, 'abc');
  }
  return [
    ...updates.map(updateFrame),
    ...updates.map(step2),
    step2(Y.encodeStateAsUpdate(doc)),
    step1(Y.encodeStateVector(doc)),
    step1(Y.encodeStateVector(new Y.Doc())),
    awareness([{ client: 7, clock: 1, state: '{"user":{"name":"Ada"}}' }]),
    awareness([{ client: 8, clock: 2, state: 'null' }]),
    frame(3),
    frame(100, 5),
    new Uint8Array(0),
  ];
}

function mutate(chance: SeededRandom, original: Uint8Array): Uint8Array {
  const bytes = original.slice();
  switch (chance.below(7)) {
    case 0:
      return randomBytes(chance, 200);
    case 1:
      return bytes.subarray(0, chance.below(bytes.length + 1));
    case 2:
      for (let left = chance.below(4) + 1; left > 0 && bytes.length > 0; left--) {
        bytes[chance.below(bytes.length)] = chance.below(256);
      }
      return bytes;
    case 3: {
      const at = chance.below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), randomBytes(chance, 20), bytes.subarray(at)]);
    }
    case 4: {
      const at = chance.below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + chance.below(10))]);
    }
    case 5:
      // One bit, where it hurts most: among the first bytes.
      if (bytes.length > 0) {
        const at = chance.below(Math.min(bytes.length, 12));
        bytes[at] = bytes[at]! ^ (1 << chance.below(8));
      }
      return bytes;
    default:
      return bytes;
  }
}

const randomBytes = (chance: SeededRandom, limit: number) =>
  Uint8Array.from({ length: chance.below(limit) }, () => chance.below(256));
