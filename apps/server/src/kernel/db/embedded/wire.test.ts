import { expect, test } from 'vitest';
import { begins, copiesIn, createUnitReader, firstValue, simpleQuery, splitNotifications } from './wire.ts';

const message = (type: string, body: string | Buffer) => {
  const bytes = Buffer.from(body as string);
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
};
const startup = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const parse = message('P', '\0select 1\0\0\0');
const bind = message('B', 'bind');
const sync = message('S', '');
const flush = message('H', '');
const terminate = message('X', '');

test('units are the same whatever the pieces in which they arrive', () => {
  const sent = Buffer.concat([
    startup,
    parse,
    bind,
    sync,
    simpleQuery('select 2'),
    parse,
    flush,
    bind,
    sync,
    terminate,
  ]);
  for (const size of [1, 2, 3, 5, 7, 64, sent.length]) {
    const read = createUnitReader();
    const units: [string, number][] = [];
    let starts = 0;
    for (let at = 0; at < sent.length; at += size) {
      const answer = read(sent.subarray(at, at + size));
      if (answer.started) starts += 1;
      units.push(...answer.units.map((unit): [string, number] => [unit.end, unit.bytes.length]));
    }
    expect({ size, starts, units }).toEqual({
      size,
      starts: 1,
      units: [
        ['S', parse.length + bind.length + sync.length],
        ['Q', simpleQuery('select 2').length],
        ['H', parse.length + flush.length],
        ['S', bind.length + sync.length],
        ['X', terminate.length],
      ],
    });
  }
});

test('notifications are taken out of an answer wherever they stand in it', () => {
  const heard = message('A', 'news');
  const complete = message('C', 'INSERT 0 1\0');
  const ready = message('Z', 'I');
  const { reply, notifications } = splitNotifications([Buffer.concat([heard, complete]), heard, ready]);
  expect(Buffer.from(reply)).toEqual(Buffer.concat([complete, ready]));
  expect(notifications.map((bytes) => Buffer.from(bytes))).toEqual([heard, heard]);
});

test('the first value of an answer is found, and null is none', () => {
  const row = message('D', Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 3]), Buffer.from('yes')]));
  const none = message('D', Buffer.from([0, 1, 255, 255, 255, 255]));
  expect(firstValue(Buffer.concat([message('T', 'columns'), row, none]))).toBe('yes');
  expect(firstValue(none)).toBeUndefined();
  expect(firstValue(message('C', 'SELECT 0\0'))).toBeUndefined();
});

test.each([
  ['begin', true],
  ['BEGIN;', true],
  ['begin; select 1', false],
  ['begin read only', false],
  ['select 1', false],
])('"%s" is a plain begin: %s', (text, expected) => {
  expect(begins({ bytes: simpleQuery(text), end: 'Q' })).toBe(expected);
});

test('values may say what they like', () => {
  const insert = message('P', '\0insert into notes values ($1)\0\0\0');
  const value = message('B', 'copy notes from stdin');
  expect(copiesIn({ bytes: Buffer.concat([insert, value, sync]), end: 'S' })).toBe(false);
  expect(copiesIn({ bytes: Buffer.concat([message('P', 'name\0copy notes from stdin\0'), sync]), end: 'S' })).toBe(
    true,
  );
});

test.each([
  ['copy notes from stdin', true],
  ['COPY notes (text)\nFROM STDIN with (format csv)', true],
  ['select 1; copy notes from stdin', true],
  ['copy notes to stdout', false],
  [`insert into notes values ('how to copy rows from stdin')`, false],
  [`insert into notes values ('copy that'); select 1 from stdin_log`, false],
])('"%s" is a copy from the client: %s', (text, expected) => {
  expect(copiesIn({ bytes: simpleQuery(text), end: 'Q' })).toBe(expected);
});
