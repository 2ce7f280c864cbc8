import fc from 'fast-check';
import * as decoding from 'lib0/decoding';
import { expect, test } from 'vitest';
import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';
import { awarenessFrame, readFrame, savedFrame, updateFrame } from './frames.ts';

test('a frame says what lib0 reads, whatever its size', () => {
  for (const length of [0, 1, 127, 128, 16_383, 16_384, 300_000]) {
    const payload = Uint8Array.from({ length }, (_, at) => at % 253);
    const decoder = decoding.createDecoder(updateFrame(payload));
    expect(decoding.readVarUint(decoder)).toBe(RELAY_MESSAGE.sync);
    expect(decoding.readVarUint(decoder)).toBe(SYNC_MESSAGE.update);
    expect(decoding.readVarUint8Array(decoder)).toEqual(payload);
    expect(decoding.hasContent(decoder)).toBe(false);
    expect(readFrame(awarenessFrame(payload))).toMatchObject({ kind: 'awareness' });
  }
});

test('a number is written as lib0 reads it, up to the largest that is exact', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat(), fc.maxSafeNat()), (count) => {
      const decoder = decoding.createDecoder(savedFrame(count));
      expect(decoding.readVarUint(decoder)).toBe(RELAY_MESSAGE.saved);
      expect(decoding.readVarUint(decoder)).toBe(count);
      expect(decoding.hasContent(decoder)).toBe(false);
    }),
  );
});
