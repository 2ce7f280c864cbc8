import { expect, test } from 'vitest';
import { createEventReader, type ServerEvent } from './event-stream.ts';

const text =
  ': a comment\n\nevent: open\ndata: {"a":1}\n\ndata: AQID\r\n\r\nevent: ping\ndata:\n\nid: 7\ndata: one\ndata:two\n\n';
const wanted: ServerEvent[] = [
  { name: 'open', data: '{"a":1}' },
  { name: '', data: 'AQID' },
  { name: 'ping', data: '' },
  { name: '', data: 'one\ntwo' },
];

test('events are found wherever the text is cut', () => {
  for (let size = 1; size <= text.length; size += 1) {
    const events: ServerEvent[] = [];
    const read = createEventReader((event) => void events.push(event));
    for (let at = 0; at < text.length; at += size) read(text.slice(at, at + size));
    expect(events).toEqual(wanted);
  }
});
