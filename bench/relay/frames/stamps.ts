/**
 * The time of sending, carried in the content itself as 7 characters, so that it survives whatever a server does with
 * frames: forward, merge or encode anew. Microseconds since the start of this process, in base 64 with digits that
 * JSON leaves as they are.
 */
export const STAMP_LENGTH = 7;

const BACKSLASH = 92;
const digits = Array.from({ length: 64 }, (_, value) =>
  String.fromCharCode(48 + value + (48 + value >= BACKSLASH ? 1 : 0)),
);
const values = new Uint8Array(128);
for (const [value, digit] of digits.entries()) values[digit.charCodeAt(0)] = value;

/** Microseconds on the one clock of this benchmark. */
export const nowUs = (): number => performance.now() * 1000;

export function stampOf(us: number): string {
  let left = Math.floor(us);
  let text = '';
  for (let place = 0; place < STAMP_LENGTH; place += 1) {
    text = digits[left % 64]! + text;
    left = Math.floor(left / 64);
  }
  return text;
}

export function readStamp(bytes: Uint8Array, at: number): number {
  let us = 0;
  for (let place = 0; place < STAMP_LENGTH; place += 1) us = us * 64 + values[bytes[at + place]!]!;
  return us;
}
