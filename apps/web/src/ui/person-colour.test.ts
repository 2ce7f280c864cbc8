import { expect, test } from 'vitest';
import { coloursTogether, personColour } from './person-colour.ts';

const ids = Array.from({ length: 8 }, (_, place) => `019a0000-0000-7000-8000-00000000000${place}`);

test('up to eight people at the same place have eight colours', () => {
  expect(new Set(coloursTogether(ids).values()).size).toBe(8);
});

test('everybody computes the same, and a newer account changes nobody who was there', () => {
  const before = coloursTogether(ids.slice(0, 4));
  const after = coloursTogether(ids.toReversed());
  for (const [id, colour] of before) expect(after.get(id)).toBe(colour);
  expect(coloursTogether(ids.slice(0, 1)).get(ids[0]!)).toBe(personColour(ids[0]!));
});
