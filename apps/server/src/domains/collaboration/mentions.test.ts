import { expect, test } from 'vitest';
import { mentionsOf } from './mentions.ts';

const person = '01a1fe99-e0b4-73cf-ab71-b6b79818a9ac';
const block = (id: string, personId: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'mention', attrs: { personId, label: 'x' } }],
});

test('people are mentioned by their id, in a block that has one', () => {
  const body = {
    type: 'doc',
    content: [
      block('one', person),
      block('a\0b', person),
      block('x'.repeat(101), person),
      block('two', 'nobody'),
      block('three', `${person}\0`),
    ],
  };
  expect(mentionsOf(body)).toEqual([
    { personId: person, blockId: 'one' },
    { personId: person, blockId: '' },
  ]);
});
