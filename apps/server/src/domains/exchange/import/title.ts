import { bodyToText, type BlockNode } from '@materi/editor';
import { cleanTitle } from '../../documents/index.ts';

/** The text of a first-level heading that opens the body and holds nothing but plain text; `null` otherwise. */
function openingHeading(body: BlockNode): string | null {
  const first = body.content?.[0];
  if (first?.type !== 'heading' || first.attrs?.['level'] !== 1) return null;
  const inline = first.content ?? [];
  if (inline.some((node) => node.type !== 'text' || (node.marks?.length ?? 0) > 0)) return null;
  const text = bodyToText({ type: 'doc', content: [first] });
  const title = cleanTitle(text);
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
  const named = typeof properties['title'] === 'string' ? cleanTitle(properties['title']) : '';
  if (named !== '') return { title: named, body: heading === named ? withoutFirst(body) : body };
  if (heading !== null) return { title: heading, body: withoutFirst(body) };
  return { title: cleanTitle(fallback), body };
}
