import { createByteWriter } from './bytes.ts';

/** The Yjs client that wrote the large document; one byte long, so that an insert costs about 11 bytes. */
export const INSERTS_CLIENT = 7;
/** Clocks before the first character: the paragraph, its id, its text node. */
const HEAD = 3;
const IN_FRAME = 100;
const BLOCK = 1_000;

export interface RandomInserts {
  /** Yjs updates (version 1) of 100 inserts each. */
  readonly updates: readonly Buffer[];
  /** The client's clock after each of them. */
  readonly clocks: readonly number[];
  /** The client's clock when all are there. */
  readonly clock: number;
  /** Bytes of all updates; the whole document in one update is about as large. */
  readonly bytes: number;
  /** The text that comes out. */
  text(): string;
}

/** A paragraph made of single characters, each inserted at a random place (a fixed seed: the same one every time). */
export function makeRandomInserts(inserts: number): RandomInserts {
  const writer = createByteWriter();
  const random = seeded(42);
  // Clocks of the characters in the order of the text, in blocks that stay short.
  const blocks: number[][] = [[]];
  const updates: Buffer[] = [];
  const clocks: number[] = [];
  let clock = HEAD;

  const id = (at: number) => {
    writer.uint(INSERTS_CLIENT);
    writer.uint(at);
  };

  function place(at: number): { left: number | undefined; right: number | undefined } {
    const number = Math.floor(random() * blocks.length);
    const block = blocks[number]!;
    const index = Math.floor(random() * (block.length + 1));
    const left = block[index - 1] ?? blocks[number - 1]?.at(-1);
    const right = block[index] ?? blocks[number + 1]?.[0];
    block.splice(index, 0, at);
    if (block.length > BLOCK) blocks.splice(number, 1, block.slice(0, BLOCK / 2), block.slice(BLOCK / 2));
    return { left, right };
  }

  for (let done = 0; done < inserts; done += IN_FRAME) {
    const count = Math.min(IN_FRAME, inserts - done);
    const first = done === 0;
    writer.uint(1);
    writer.uint(count + (first ? HEAD : 0));
    id(first ? 0 : clock);
    if (first) {
      writer.byte(7);
      writer.uint(1);
      writer.text('default');
      writer.uint(3);
      writer.text('paragraph');
      writer.byte(8 | 32);
      writer.uint(0);
      id(0);
      writer.text('id');
      writer.uint(1);
      writer.byte(119);
      writer.text('largepage');
      writer.byte(7);
      writer.uint(0);
      id(0);
      writer.uint(6);
    }
    for (let each = 0; each < count; each += 1) {
      const { left, right } = place(clock);
      writer.byte(4 | (left === undefined ? 0 : 128) | (right === undefined ? 0 : 64));
      if (left !== undefined) id(left);
      if (right !== undefined) id(right);
      if (left === undefined && right === undefined) {
        writer.uint(0);
        id(HEAD - 1);
      }
      writer.text(letterAt(clock));
      clock += 1;
    }
    writer.uint(0);
    updates.push(writer.take());
    clocks.push(clock);
  }
  return {
    updates,
    clocks,
    clock,
    bytes: updates.reduce((sum, update) => sum + update.length, 0),
    text: () => blocks.flat().map(letterAt).join(''),
  };
}

const letterAt = (clock: number) => String.fromCharCode(97 + (clock % 26));

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
