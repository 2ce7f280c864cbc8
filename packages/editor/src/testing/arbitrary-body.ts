import fc from 'fast-check';
import type { BlockMark, BlockNode } from '../block-node.ts';
import { withBlockIds } from '../block-ids.ts';
import { CALLOUT_KINDS, COLOURS } from '../palette.ts';

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

const colour = fc.constantFrom(...COLOURS);

const marks: fc.Arbitrary<BlockMark[]> = fc
  .subarray(
    [
      'link',
      'bold',
      'italic',
      'strike',
      'underline',
      'superscript',
      'subscript',
      'highlight',
      'textColour',
      'code',
    ] as const,
    { maxLength: 2 },
  )
  .chain((types) =>
    fc
      .record({
        href: fc.constantFrom('https://a.example/x?y=1&z', '/d/page', '#a', ''),
        title: fc.option(words),
        colour,
        shade: fc.option(colour),
      })
      .map(({ href, title, colour: ink, shade }) =>
        types.map((type): BlockMark => {
          if (type === 'link') return { type, attrs: { href, title: title ?? null } };
          if (type === 'textColour') return { type, attrs: { colour: ink } };
          return type === 'highlight' ? { type, attrs: { colour: shade ?? null } } : { type };
        }),
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
  {
    weight: 1,
    arbitrary: words.map((name) => ({ type: 'mention', attrs: { personId: 'p 1/é', label: name.trim() || 'x' } })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2026-02-28', '1999-12-31').map((date) => ({ type: 'dateMention', attrs: { date } })),
  },
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

const name = words.map((text) => text.replace(/\s+/g, ' ').trim() || 'name');

/** Blocks that hold nothing: a link as a card, a file, a player. */
const card: fc.Arbitrary<BlockNode> = fc.oneof(
  fc.tuple(fc.option(name), fc.constantFrom('https://a.example/v?x=1&y', 'https://b.example/')).map(([title, url]) => ({
    type: 'embed',
    attrs: { url, title },
  })),
  fc.tuple(name, fc.option(words), fc.option(fc.constant('/api/v1/blobs/1'))).map(([title, description, imageSrc]) => ({
    type: 'bookmark',
    attrs: { url: 'https://a.example/page', title, description, siteName: 'A', imageSrc },
  })),
  fc.tuple(name, fc.option(fc.nat()), fc.option(fc.constant('preview'))).map(([file, sizeBytes, display]) => ({
    type: 'file',
    attrs: { src: '/api/v1/blobs/2', name: file, sizeBytes, mediaType: 'application/pdf', display },
  })),
);

/** Tables beyond Markdown's: spans, colours, header cells where they like, blocks in cells. */
const richTable: fc.Arbitrary<BlockNode> = fc
  .tuple(
    fc.array(fc.tuple(cellText, fc.boolean(), fc.option(colour)), { minLength: 6, maxLength: 6 }),
    fc.constantFrom('across', 'down', 'none'),
    fc.boolean(),
  )
  .map(([cells, joined_, listed]) => {
    const cell = (at: number, attrs: Record<string, number> = {}): BlockNode => {
      const [content, isHeader, background] = cells[at] ?? [[], false, null];
      const paragraph_: BlockNode = { type: 'paragraph', content };
      const item: BlockNode = { type: 'listItem', content: [paragraph_] };
      const block: BlockNode =
        listed && at === 4 && content.length > 0
          ? { type: 'bulletList', attrs: { tight: true }, content: [item] }
          : paragraph_;
      return { type: isHeader ? 'tableHeader' : 'tableCell', attrs: { ...attrs, background }, content: [block] };
    };
    const row = (...content: BlockNode[]): BlockNode => ({ type: 'tableRow', content });
    if (joined_ === 'across')
      return { type: 'table', content: [row(cell(0, { colspan: 2 }), cell(1)), row(cell(2), cell(3), cell(4))] };
    if (joined_ === 'down') return { type: 'table', content: [row(cell(0, { rowspan: 2 }), cell(1)), row(cell(4))] };
    return { type: 'table', content: [row(cell(0), cell(1), cell(2)), row(cell(3), cell(4), cell(5))] };
  });

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
        fc.constantFrom('js', 'c++', 'mermaid', null),
        fc.option(name),
        fc.boolean(),
      )
      .map(([text, language, caption, wrap]): BlockNode => ({
        type: 'codeBlock',
        attrs: language === null ? { language } : { language, caption, wrap: wrap ? true : null },
        content: text === '' ? [] : [{ type: 'text', text }],
      })),
  },
  { weight: 1, arbitrary: fc.constant<BlockNode>({ type: 'horizontalRule' }) },
  { weight: 1, arbitrary: words.map((alt) => ({ type: 'image', attrs: { src: '/p.png', alt } })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, fc.option(name), fc.constantFrom('50%', 320, null), fc.constantFrom('start', 'center', 'end'))
      .map(([alt, title, width, align]) => ({ type: 'image', attrs: { src: '/p.png', alt, title, width, align } })),
  },
  { weight: 1, arbitrary: card },
  { weight: 1, arbitrary: richTable },
  { weight: 1, arbitrary: words.map((latex) => ({ type: 'mathBlock', attrs: { latex } })) },
  { weight: 1, arbitrary: table },
);

const { block } = fc.letrec<{ block: BlockNode }>((tie) => {
  const blocks = fc.array(tie('block'), { minLength: 1, maxLength: 2 });
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
      { weight: 5, arbitrary: leaf },
      blocks.map((content) => ({ type: 'blockquote', content })),
      fc
        .tuple(blocks, fc.constantFrom(...CALLOUT_KINDS), fc.constantFrom('🎉', '👩🏽‍💻', '🇳🇱', null))
        .map(([content, kind, icon]) => ({ type: 'callout', attrs: { kind, icon }, content })),
      fc
        .tuple(inline, fc.constantFrom(0, 1, 3), fc.array(tie('block'), { maxLength: 2 }))
        .map(([content, level, rest]): BlockNode => ({
          type: 'toggle',
          content: [
            level === 0 ? { type: 'paragraph', content } : { type: 'heading', attrs: { level }, content },
            ...rest,
          ],
        })),
      fc
        .array(fc.tuple(blocks, fc.constantFrom(1, 0.5, 2)), { minLength: 2, maxLength: 4 })
        .map((columns): BlockNode => ({
          type: 'columnList',
          content: columns.map(([content, width]) => ({ type: 'column', attrs: { width }, content })),
        })),
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
