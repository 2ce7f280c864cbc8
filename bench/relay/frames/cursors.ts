import { createByteWriter, reader } from './bytes.ts';
import { readStamp, STAMP_LENGTH, stampOf } from './stamps.ts';
import { FIRST_CLIENT } from './typing.ts';

const writer = createByteWriter();

/** A person's presence as the editor sends it: a name, a colour, a caret at a relative position. About 300 bytes. */
export function cursorEntry(index: number, clock: number, us: number): Buffer {
  const client = FIRST_CLIENT + index;
  const end = { type: null, tname: null, item: { client, clock: clock * 8 }, assoc: 0 };
  const state = {
    user: { id: `person-${index}`, name: `Person ${index}`, color: '#3366cc' },
    cursor: { anchor: end, head: end },
    t: stampOf(us),
  };
  writer.uint(1);
  writer.uint(client);
  writer.uint(clock);
  writer.text(JSON.stringify(state));
  return writer.take();
}

/** Reads a presence message (y-protocols awareness) entry by entry; the state is not parsed, only its stamp is read. */
export function readCursors(
  bytes: Buffer,
  at: number,
  each: (index: number, clock: number, sentUs: number) => void,
): void {
  reader.on(bytes, at);
  for (let left = reader.uint(); left > 0; left -= 1) {
    const client = reader.uint();
    const clock = reader.uint();
    const length = reader.uint();
    const end = reader.at + length;
    if (length > 4) each(client - FIRST_CLIENT, clock, readStamp(bytes, end - 2 - STAMP_LENGTH));
    reader.at = end;
  }
}
