import { expect, test } from 'vitest';
import { createEventParser } from './api-stream.ts';

function parseAll(pieces: string[]): string[] {
  const seen: string[] = [];
  const parse = createEventParser((data) => seen.push(data));
  for (const piece of pieces) parse(piece);
  return seen;
}

test('an event arrives once its empty line arrived', () => {
  expect(parseAll(['event: hello\ndata: {"a":1}\n'])).toEqual([]);
  expect(parseAll(['event: hello\ndata: {"a":1}\n', '\n'])).toEqual(['{"a":1}']);
});

test('pieces may be cut anywhere, inside CRLF too', () => {
  const text = ': keep alive\r\n\r\ndata: one\r\ndata: two\r\n\r\ndata:three\n\n';
  const whole = parseAll([text]);
  expect(whole).toEqual(['one\ntwo', 'three']);
  for (let cut = 1; cut < text.length; cut++) {
    expect(parseAll([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
  }
});
