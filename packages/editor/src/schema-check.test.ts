import { expect, test } from 'vitest';
import { schemaFault } from './schema-check.ts';

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

test('a body that an editor shows whole has no fault', () => {
  expect(
    schemaFault({
      type: 'doc',
      content: [{ type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A' }] }, paragraph('b')],
    }),
  ).toBeNull();
});

test.for([
  ['a paragraph in a paragraph', { type: 'doc', content: [{ type: 'paragraph', content: [paragraph('x')] }] }],
  ['an unknown block', { type: 'doc', content: [{ type: 'carousel' }] }],
  [
    'an unknown mark',
    {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'glow' }] }] }],
    },
  ],
  ['text between blocks', { type: 'doc', content: [{ type: 'text', text: 'x' }] }],
  ['a heading of level 99', { type: 'doc', content: [{ type: 'heading', attrs: { level: 99 } }] }],
  [
    'a column without width',
    {
      type: 'doc',
      content: [{ type: 'columnList', content: [{ type: 'column', attrs: { width: 0 }, content: [paragraph('x')] }] }],
    },
  ],
  [
    'a callout of a made-up kind',
    { type: 'doc', content: [{ type: 'callout', attrs: { kind: 'joke' }, content: [paragraph('x')] }] },
  ],
  [
    'the 30th of February',
    {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'dateMention', attrs: { date: '2026-02-30' } }] }],
    },
  ],
  [
    'a colour outside the palette',
    {
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [{ type: 'text', text: 'x', marks: [{ type: 'highlight', attrs: { colour: '#f00' } }] }],
        },
      ],
    },
  ],
] as const)('%s is named', ([, body]) => {
  expect(schemaFault(structuredClone(body) as never)).toMatch(/\.$/);
});
