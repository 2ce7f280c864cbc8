import { describe, expect, test } from 'vitest';
import { createOutbox } from './outbox.ts';

interface Letter {
  id: string;
  words: string;
}

class Away extends Error {}

function given() {
  const world = {
    stored: '[]',
    away: true,
    refuses: new Set<string>(),
    arrived: [] as string[],
    refused: [] as string[],
    planned: [] as { work: () => void; delayMs: number }[],
  };
  const open = () =>
    createOutbox<Letter>({
      load: () => JSON.parse(world.stored) as Letter[],
      store: (items) => {
        world.stored = JSON.stringify(items);
      },
      send: async (item) => {
        if (world.away) throw new Away();
        if (world.refuses.has(item.id)) throw new Error('no');
        world.arrived.push(item.id);
      },
      isLater: (error) => error instanceof Away,
      onRefused: (item) => void world.refused.push(item.id),
      later: (work, delayMs) => void world.planned.push({ work, delayMs }),
    });
  return { world, open };
}

const letter = (id: string): Letter => ({ id, words: `about ${id}` });

describe('the outbox', () => {
  test('keeps what was added over a reload and sends it in order once the server is there', async () => {
    const { world, open } = given();
    const before = open();
    before.add(letter('a'));
    before.add(letter('b'));
    await expect(before.flush()).rejects.toBeInstanceOf(Away);
    const after = open();
    expect(after.items().map(({ id }) => id)).toEqual(['a', 'b']);
    world.away = false;
    await after.flush();
    expect(world.arrived).toEqual(['a', 'b']);
    expect(open().items()).toEqual([]);
  });

  test('tries again by itself, after longer and longer pauses, and at once when asked', async () => {
    const { world, open } = given();
    const outbox = open();
    outbox.add(letter('a'));
    for (let round = 0; round < 6; round += 1) {
      world.planned.at(-1)?.work();
      // oxlint-disable-next-line no-await-in-loop -- one try after the other
      await outbox.flush().catch(() => undefined);
    }
    const delays = world.planned.map(({ delayMs }) => delayMs);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    world.away = false;
    await outbox.flush();
    expect(world.arrived).toEqual(['a']);
  });

  test('gives up what the server refuses, says so, and sends the rest', async () => {
    const { world, open } = given();
    const outbox = open();
    for (const id of ['a', 'b', 'c']) outbox.add(letter(id));
    world.away = false;
    world.refuses.add('b');
    await outbox.flush();
    expect(world.arrived).toEqual(['a', 'c']);
    expect(world.refused).toEqual(['b']);
    expect(outbox.items()).toEqual([]);
  });

  test('sends once though many ask at the same time', async () => {
    const { world, open } = given();
    const outbox = open();
    outbox.add(letter('a'));
    world.away = false;
    await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()]);
    expect(world.arrived).toEqual(['a']);
  });

  test('a change of what waits is what arrives; what was taken back never does', async () => {
    const { world, open } = given();
    const outbox = open();
    outbox.add(letter('a'));
    outbox.add(letter('b'));
    outbox.replace({ id: 'b', words: 'other words' });
    outbox.remove('a');
    expect(outbox.find('b')?.words).toBe('other words');
    world.away = false;
    await outbox.flush();
    expect(world.arrived).toEqual(['b']);
  });
});
