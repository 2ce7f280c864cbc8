/** The frame is larger than is taken. */
export class FrameTooLarge extends Error {}

const HEAD_BYTES = 4;

/** Finds the frames in a stream of bytes that comes in pieces cut anywhere; each stands behind its length (four bytes). */
export interface FrameReader {
  /** @throws FrameTooLarge before anything of that size is kept */
  read(piece: Uint8Array): Uint8Array[];
}

export function createFrameReader(limitBytes: number): FrameReader {
  const head = new Uint8Array(HEAD_BYTES);
  let headFilled = 0;
  let frame: Uint8Array | undefined;
  let filled = 0;

  return {
    read(piece) {
      const frames: Uint8Array[] = [];
      let at = 0;
      for (;;) {
        if (frame === undefined) {
          const part = piece.subarray(at, at + HEAD_BYTES - headFilled);
          head.set(part, headFilled);
          headFilled += part.length;
          at += part.length;
          if (headFilled < HEAD_BYTES) return frames;
          const length = new DataView(head.buffer).getUint32(0);
          if (length > limitBytes) throw new FrameTooLarge();
          frame = new Uint8Array(length);
          filled = 0;
        }
        const part = piece.subarray(at, at + frame.length - filled);
        frame.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < frame.length) return frames;
        frames.push(frame);
        frame = undefined;
        headFilled = 0;
      }
    },
  };
}
