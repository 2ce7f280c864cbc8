import fc from 'fast-check';
import type { BlockMark, BlockNode } from '../block-node.ts';
import { withBlockIds } from '../block-ids.ts';

/** Characters that Markdown gives a meaning, among ordinary ones. */
const unit = fc.constantFrom(
  ...Array.from('abc xyz é漢𝒳*_`~[]()<>!#-+.1|\\&$:"\'=^@/{}%;,?\u00a0'),
  'word ',
  'https://a.example/b',
  '<b>',
  '&amp;',
  '](',
  '[[Page]]',
  '[^1]',
  '- ',
  '1. ',
  'www.x.org ',
  'me@x.org',
);

const words = fc.string({ unit, minLength: 1, maxLength: 12 });

// Spaces around a formula mean nothing and are not kept.
const formula = words.map((latex) => latex.trim() || 'x');

const marks: fc.Arbitrary<BlockMark[]> = fc
  .subarray(['link', 'bold', 'italic', 'strike', 'underline', 'code'] as const, { maxLength: 2 })
  .chain((types) =>
    fc
      .record({ href: fc.constantFrom('https://a.example/x?y=1&z', '/d/page', '#a', ''), title: fc.option(words) })
      .map((link) =>
        types.map((type) =>
          type === 'link' ? { type, attrs: { href: link.href, title: link.title ?? null } } : { type },
        ),
      ),
  );

function joined(nodes: readonly BlockNode[]): BlockNode[] {
  const result: BlockNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    const same = JSON.stringify(last?.marks ?? []) === JSON.stringify(node.marks ?? []);
    if (last?.type === 'text' && node.type === 'text' && same) last.text = `${last.text ?? ''}${node.text ?? ''}`;
    else result.push({ ...node });
  }
  return result;
}

const textNode: fc.Arbitrary<BlockNode> = fc
  .tuple(words, marks)
  .map(([text, list]) => (list.length > 0 ? { type: 'text', text, marks: list } : { type: 'text', text }));

const inlineNode: fc.Arbitrary<BlockNode> = fc.oneof(
  { weight: 8, arbitrary: textNode },
  { weight: 1, arbitrary: fc.constant<BlockNode>({ type: 'hardBreak' }) },
  { weight: 1, arbitrary: formula.map((latex) => ({ type: 'inlineMath', attrs: { latex } })) },
  { weight: 1, arbitrary: words.map((alt) => ({ type: 'inlineImage', attrs: { src: '/p.png', alt } })) },
);

const inline = fc.array(inlineNode, { maxLength: 4 }).map(joined);

const paragraph: fc.Arbitrary<BlockNode> = inline.map((content) => ({ type: 'paragraph', content }));

const cellText = fc.array(textNode, { maxLength: 2 }).map(joined);

const table: fc.Arbitrary<BlockNode> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([rows, columns]) =>
    fc
      .tuple(
        fc.array(fc.array(cellText, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
        fc.array(fc.constantFrom('left', 'right', 'center', null), { minLength: columns, maxLength: columns }),
      )
      .map(([grid, align]) => ({
        type: 'table',
        content: grid.map((cells, row) => ({
          type: 'tableRow',
          content: cells.map((content, column) => ({
            type: row === 0 ? 'tableHeader' : 'tableCell',
            attrs: { align: align[column] ?? null },
            content: [{ type: 'paragraph', content }],
          })),
        })),
      })),
  );

const leaf: fc.Arbitrary<BlockNode> = fc.oneof(
  { weight: 6, arbitrary: paragraph },
  {
    weight: 1,
    arbitrary: fc
      .tuple(inline, fc.integer({ min: 1, max: 6 }))
      .map(([content, level]) => ({ type: 'heading', attrs: { level }, content })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.string({ unit: fc.constantFrom(...'ab `~\n\t<&'), maxLength: 12 }),
        fc.option(fc.constantFrom('js', 'c++')),
      )
      .map(([text, language]) => ({
        type: 'codeBlock',
        attrs: { language: language ?? null },
        content: text === '' ? [] : [{ type: 'text', text }],
      })),
  },
  { weight: 1, arbitrary: fc.constant<BlockNode>({ type: 'horizontalRule' }) },
  { weight: 1, arbitrary: words.map((alt) => ({ type: 'image', attrs: { src: '/p.png', alt } })) },
  { weight: 1, arbitrary: words.map((latex) => ({ type: 'mathBlock', attrs: { latex } })) },
  { weight: 1, arbitrary: table },
);

const { block } = fc.letrec<{ block: BlockNode }>((tie) => {
  const blocks = fc.array(tie('block'), { minLength: 1, maxLength: 3 });
  const list = (type: string, item: string, attrs: fc.Arbitrary<Record<string, number>>) =>
    fc
      .tuple(fc.array(fc.tuple(blocks, fc.boolean()), { minLength: 1, maxLength: 3 }), fc.boolean(), attrs)
      .map(([items, tight, extra]): BlockNode => ({
        type,
        attrs: { tight, ...extra },
        content: items.map(([content, checked]) =>
          item === 'taskItem'
            ? {
                type: item,
                attrs: { checked },
                content: [{ type: 'paragraph', content: [{ type: 'text', text: 'do' }] }, ...content],
              }
            : { type: item, content },
        ),
      }));
  return {
    block: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      blocks.map((content) => ({ type: 'blockquote', content })),
      list('bulletList', 'listItem', fc.constant({})),
      list('orderedList', 'listItem', fc.record({ start: fc.integer({ min: 0, max: 999 }) })),
      list('taskList', 'taskItem', fc.constant({})),
    ),
  };
});

/** Bodies that the schema allows, with ids, full of characters that Markdown would read as markup. */
export const arbitraryBody: fc.Arbitrary<BlockNode> = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map((content) => withBlockIds({ type: 'doc', content }));
