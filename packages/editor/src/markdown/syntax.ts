import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';

/**
 * Takes away the second search for bare addresses that the GFM plug-in makes in
 * the finished tree. It no longer sees what was escaped, so that text which only
 * looks like an address could never stay text; the tokenizer finds the others.
 */
function withoutSecondSearch(this: Processor): void {
  const data = this.data() as { fromMarkdownExtensions?: unknown[] };
  data.fromMarkdownExtensions = data.fromMarkdownExtensions?.flat(2).map((extension) => {
    const { transforms: _, ...rest } = extension as { transforms?: unknown };
    return rest;
  });
}

const plain = unified().use(remarkParse).use(remarkGfm).use(withoutSecondSearch).freeze();
const withMath = unified().use(remarkParse).use(remarkGfm).use(withoutSecondSearch).use(remarkMath).freeze();
const withFrontMatter = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(withoutSecondSearch)
  .use(remarkMath)
  .use(remarkFrontmatter, ['yaml'])
  .freeze();

/** CommonMark, GitHub's additions, formulas and, when asked for, YAML front matter. */
export function parseMarkdown(markdown: string, { frontMatter }: { frontMatter: boolean }): Root {
  return frontMatter ? withFrontMatter.parse(markdown) : withMath.parse(markdown);
}

/** The same without formulas, for what only looked like one. */
export function parseWithoutMath(markdown: string): Root {
  return plain.parse(markdown);
}
