import { expect, test } from 'vitest';
import { createFrameReader, FrameTooLarge } from './frame-reader.ts';

const stream = Uint8Array.of(0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 1, 9);

test('R31 frames are found wherever the stream is cut', () => {
  for (let size = 1; size <= stream.length; size++) {
    const reader = createFrameReader(10);
    const frames: number[][] = [];
    for (let at = 0; at < stream.length; at += size) {
      for (const frame of reader.read(stream.subarray(at, at + size))) frames.push([...frame]);
    }
    expect(frames).toEqual([[1, 2, 3], [], [9]]);
  }
});

test('R31 a frame above the limit is refused by its length alone', () => {
  expect(() => createFrameReader(16).read(Uint8Array.of(0, 0, 0, 17))).toThrow(FrameTooLarge);
  expect(createFrameReader(16).read(Uint8Array.of(0, 0, 0, 16))).toEqual([]);
});
