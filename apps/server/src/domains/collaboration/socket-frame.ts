const FINAL_BINARY = 0x82;
const SHORT = 126;
const LONG = 127;
/** From here on a payload is written as it is, behind its header, and not copied. */
const LARGE_BYTES = 16_384;

let last: { payload: Uint8Array; parts: readonly [Buffer] } | undefined;

/**
 * A payload as one unmasked binary WebSocket frame (RFC 6455, section 5.2): the pieces to write, one after the other.
 * The last small one is kept: a payload that goes to a whole room is framed once.
 */
export function socketFrame(payload: Uint8Array): readonly Uint8Array[] {
  if (last?.payload === payload) return last.parts;
  const { length } = payload;
  const headSize = length < SHORT ? 2 : length < 65_536 ? 4 : 10;
  const isLarge = length >= LARGE_BYTES;
  const frame = Buffer.allocUnsafe(isLarge ? headSize : headSize + length);
  frame[0] = FINAL_BINARY;
  if (headSize === 2) {
    frame[1] = length;
  } else if (headSize === 4) {
    frame[1] = SHORT;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LONG;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (isLarge) return [frame, payload];
  frame.set(payload, headSize);
  last = { payload, parts: [frame] };
  return last.parts;
}
