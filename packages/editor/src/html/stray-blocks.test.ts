import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyToText } from '../body-text.ts';
import { schemaFault } from '../schema-check.ts';
import { htmlToBody } from './index.ts';

test('blocks where only text may stand become text', () => {
  const body = htmlToBody(
    '<p>a <b><i><table><tr><td>cell</td></tr></table></i></b> z</p><em><ul><li>item</li></ul></em>',
  );
  expect(schemaFault(body)).toBeNull();
  for (const word of ['a', 'cell', 'z', 'item']) expect(bodyToText(body)).toContain(word);
});

test('whatever the HTML, the body is one that an editor shows whole', () => {
  const tags =
    'p ul ol li table tr td th h1 h7 b em a blockquote pre code hr br img div section figure input svg script math details'.split(
      ' ',
    );
  const part = fc.oneof(
    fc.constantFrom(
      ...tags.map((tag) => `<${tag}>`),
      ...tags.map((tag) => `</${tag}>`),
      'word ',
      '<img src="x">',
      '<td colspan="2">',
    ),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      expect(schemaFault(htmlToBody(parts.join('')))).toBeNull();
    }),
    { numRuns: 300 },
  );
});
