import { defaultSchema } from 'rehype-sanitize';
import { COLOURS } from '../palette.ts';

const colours = COLOURS.join('|');
const background: [string, RegExp] = ['style', new RegExp(`^background-color: (${colours})$`)];

/**
 * What HTML may hold on its way in and out: GitHub's list, and the few things
 * that only this product writes. Scripts, styles, frames, event handlers and
 * addresses with other protocols never pass.
 */
export const sanitizeSchema: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []), 'u', 'mark', 'time', 'figure', 'figcaption', 'colgroup', 'col'],
  strip: ['script', 'style', 'title', 'noscript', 'template'],
  // Addresses are not renamed: what a page links to inside itself keeps its name.
  clobberPrefix: '',
  attributes: {
    ...defaultSchema.attributes,
    a: [...(defaultSchema.attributes?.['a'] ?? []), 'dataCard', 'dataDetails'],
    code: [['className', /^language-./, 'math-inline', 'math-display'], 'dataCaption', 'dataWrap'],
    div: [['className', /^markdown-alert/, 'columns', 'column'], 'dataIcon', 'dataWidth'],
    p: [['className', 'markdown-alert-title']],
    mark: [background],
    span: [['style', new RegExp(`^color: (${colours})$`)], 'dataPerson'],
    td: [background, 'dataColwidth'],
    th: [background, 'dataColwidth'],
  },
};
