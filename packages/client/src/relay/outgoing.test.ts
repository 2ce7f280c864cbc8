import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createOutgoing } from './outgoing.ts';

/** A server that takes each number once, behind answers that the test decides. */
function scripted(answers: (number: number, piece: Uint8Array, tries: number) => number | 'lost' | 'unsent') {
  const taken: Uint8Array[] = [];
  const asked: number[] = [];
  const lost: string[] = [];
  const outgoing = createOutgoing({
    url: 'https://materi.example/collab/x/messages?connection=c',
    key: 'the key',
    async fetch(url, init) {
      const number = Number(new URL(String(url)).searchParams.get('number'));
      const piece = init?.body as Uint8Array;
      asked.push(number);
      const answer = answers(number, piece, asked.length);
      if (answer === 'unsent') throw new TypeError('failed to fetch');
      if (answer === 'lost' || answer === 204) {
        if (number > taken.length + 1) throw new Error('A number is missing.');
        if (number === taken.length + 1) taken.push(piece);
      }
      if (answer === 'lost') throw new TypeError('failed to fetch');
      return new Response(null, { status: answer, headers: answer === 429 ? { 'retry-after': '1' } : {} });
    },
    onLost: (code, reason) => void lost.push(`${code} ${reason}`),
  });
  return { outgoing, asked, lost, bytes: () => taken.flatMap((piece) => [...piece]) };
}

const frames = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4)];
const wanted = [0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 1, 4];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what is said in one moment goes in one piece', async () => {
  const { outgoing, asked, bytes } = scripted(() => 204);
  for (const frame of frames) outgoing.send(frame);
  await outgoing.drained();
  expect([asked, bytes()]).toEqual([[1], wanted]);
});

test('a piece is sent with the same number until it is known to have arrived', async () => {
  const outcomes = ['unsent', 429, 'lost', 502, 204, 204] as const;
  const { outgoing, asked, lost, bytes } = scripted((_number, _piece, tries) => outcomes[tries - 1] ?? 204);
  for (const frame of frames) outgoing.send(frame);
  await vi.advanceTimersByTimeAsync(20_000);
  outgoing.send(Uint8Array.of(9));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([1, 1, 1, 1, 1, 2]);
  expect(bytes()).toEqual([...wanted, 0, 0, 0, 1, 9]);
  expect(lost).toEqual([]);
});

test('what is too large for the way is cut smaller', async () => {
  const { outgoing, lost, bytes } = scripted((_number, piece) => (piece.length > 20_000 ? 413 : 204));
  const large = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
  outgoing.send(large);
  await outgoing.drained();
  expect(lost).toEqual([]);
  expect(bytes().slice(4)).toEqual([...large]);
});

test('a connection that the server no longer knows is lost, and nothing more is sent', async () => {
  const { outgoing, asked, lost } = scripted(() => 410);
  outgoing.send(Uint8Array.of(1));
  await vi.advanceTimersByTimeAsync(60_000);
  outgoing.send(Uint8Array.of(2));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([asked, lost]).toEqual([[1], ['1006 the server answered 410']]);
});

test('a piece that never arrives ends the connection', async () => {
  const { outgoing, lost } = scripted(() => 'unsent');
  outgoing.send(Uint8Array.of(1));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lost).toEqual(['1006 nothing can be sent']);
});

test('a ping is answered by a piece without bytes', async () => {
  const { outgoing, asked, bytes } = scripted(() => 204);
  outgoing.answerPing();
  await outgoing.drained();
  expect([asked, bytes()]).toEqual([[1], []]);
});
