export { headingSlugs, type HeadingSlug } from '../heading-slugs.ts';
export { formatFrontMatter, parseFrontMatter, type Properties } from './front-matter.ts';
export { markdownToBody, type MarkdownReading, type ReadMarkdown } from './from-markdown.ts';
export type { WikiTarget } from './inline-to-body.ts';
export { bodyToMarkdown, type MarkdownWriting } from './to-markdown.ts';
