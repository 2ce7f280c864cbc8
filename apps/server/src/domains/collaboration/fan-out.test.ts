import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createFanOut } from './fan-out.ts';

const edit = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
};

test('R2 what took long to send to a crowd is followed by as long a pause, and what came meanwhile leaves as one', () => {
  let clock = 0;
  const timers: { ms: number; run: () => void }[] = [];
  const delivered: number[] = [];
  const fanOut = createFanOut<string>({
    listeners: new Set(Array.from({ length: 20 }, (_, at) => `person ${at}`)),
    deliver(listener, _frame, edits) {
      clock += 1;
      if (listener === 'person 0') delivered.push(edits);
    },
    told: () => {},
    statesOf: () => null,
    now: () => clock,
    after: (ms, run) => void timers.push({ ms, run }),
    limits: { fanOutMs: 4, presenceMs: 30, presenceMsPerSocket: 0.3 },
  });
  fanOut.edit(edit('first'), null, null);
  expect(clock).toBe(20);
  fanOut.edit(edit('second'), null, null);
  fanOut.edit(edit('third'), null, null);
  expect(timers.map(({ ms }) => ms)).toEqual([20]);
  clock += 20;
  timers[0]!.run();
  expect(delivered).toEqual([1, 2]);
});
