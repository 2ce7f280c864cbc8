import { TITLE_LIMIT } from '@materi/contract';
import { bodyToText, type BlockNode } from '@materi/editor';

/** A text as a title: one line, no control characters, not longer than a title may be. */
const asTitle = (text: string): string =>
  [
    ...text
      .toWellFormed()
      .replaceAll(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  ]
    .slice(0, TITLE_LIMIT)
    .join('')
    .slice(0, TITLE_LIMIT)
    .toWellFormed()
    .trim();

/** The text of a first-level heading that opens the body and holds nothing but plain text; `null` otherwise. */
function openingHeading(body: BlockNode): string | null {
  const first = body.content?.[0];
  if (first?.type !== 'heading' || first.attrs?.['level'] !== 1) return null;
  const inline = first.content ?? [];
  if (inline.some((node) => node.type !== 'text' || (node.marks?.length ?? 0) > 0)) return null;
  const text = bodyToText({ type: 'doc', content: [first] });
  const title = asTitle(text);
  return title !== '' && title === text ? title : null;
}

const withoutFirst = (body: BlockNode): BlockNode => {
  const rest = (body.content ?? []).slice(1);
  return { ...body, content: rest.length > 0 ? rest : [{ type: 'paragraph' }] };
};

/**
 * Which title a file gives its page: the `title` of its front matter, else its opening heading,
 * else its name. The heading that became the title leaves the body, so that it is not shown twice;
 * export writes it back.
 */
export function titleOf(
  body: BlockNode,
  properties: Record<string, unknown>,
  fallback: string,
): { title: string; body: BlockNode } {
  const heading = openingHeading(body);
  const named = typeof properties['title'] === 'string' ? asTitle(properties['title']) : '';
  if (named !== '') return { title: named, body: heading === named ? withoutFirst(body) : body };
  if (heading !== null) return { title: heading, body: withoutFirst(body) };
  return { title: asTitle(fallback), body };
}
