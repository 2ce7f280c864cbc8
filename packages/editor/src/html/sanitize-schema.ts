import { defaultSchema } from 'rehype-sanitize';

/**
 * What HTML may hold on its way in and out: GitHub's list, and the few marks
 * that only this product writes. Scripts, styles, frames, event handlers and
 * addresses with other protocols never pass.
 */
export const sanitizeSchema: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []), 'u'],
  strip: ['script', 'style', 'title', 'noscript', 'template'],
  // Addresses are not renamed: what a page links to inside itself keeps its name.
  clobberPrefix: '',
  attributes: {
    ...defaultSchema.attributes,
    code: [['className', /^language-./, 'math-inline', 'math-display']],
  },
};
