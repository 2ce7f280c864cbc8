/** Writes lib0's encoding (variable-length unsigned integers of 7 bits a byte, low bits first) into one growing buffer. */
export interface ByteWriter {
  byte(value: number): void;
  uint(value: number): void;
  /** A length and the bytes. ASCII only, so that bytes, characters and Yjs clocks are the same number. */
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** What was written since the last `take`, as a copy. */
  take(): Buffer;
}

export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(4096);
  let at = 0;

  function make(room: number): void {
    if (at + room <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + room));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  const writer: ByteWriter = {
    byte(value) {
      make(1);
      buffer[at++] = value;
    },
    uint(value) {
      make(8);
      let left = value;
      while (left > 127) {
        buffer[at++] = 128 | (left & 127);
        left = Math.floor(left / 128);
      }
      buffer[at++] = left;
    },
    text(value) {
      writer.uint(value.length);
      make(value.length);
      at += buffer.write(value, at, 'latin1');
    },
    bytes(value) {
      writer.uint(value.length);
      make(value.length);
      buffer.set(value, at);
      at += value.length;
    },
    take() {
      const copy = Buffer.from(buffer.subarray(0, at));
      at = 0;
      return copy;
    },
  };
  return writer;
}

/** Reads the same; one for the whole process, because nothing that reads with it waits in between. */
export const reader = {
  bytes: Buffer.alloc(0) as Buffer,
  at: 0,

  on(bytes: Buffer, at: number): void {
    reader.bytes = bytes;
    reader.at = at;
  },
  uint(): number {
    const { bytes } = reader;
    let byte = bytes[reader.at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let factor = 128;
    do {
      byte = bytes[reader.at++]!;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value;
  },
  /** Passes by a length and that many bytes. */
  skip(): void {
    const length = reader.uint();
    reader.at += length;
  },
};
