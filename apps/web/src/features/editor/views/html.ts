import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import DOMPurify from 'dompurify';
import { t } from '../messages/index.ts';
import { draw } from './draw.ts';

/** HTML that can be shown in the page: no scripts, no handlers, no styles, no forms, no frames. */
export function cleanHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true, svg: true },
    FORBID_TAGS: [
      'style',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'iframe',
      'object',
      'embed',
      'link',
      'meta',
      'base',
    ],
    FORBID_ATTR: ['style', 'id', 'name', 'class', 'srcset'],
    ALLOW_DATA_ATTR: false,
  });
}

/** The name that a link can lead to, when this is the start of an anchor (`<a id=…>`, `<a name=…>`). */
export function anchorName(html: string): string | null {
  return /^<a\s[^>]*\b(?:id|name)\s*=\s*["']?([^"'\s>]+)/i.exec(html.trim())?.[1] ?? null;
}

function htmlView({ node }: NodeViewRendererProps, inline: boolean) {
  const html = String(node.attrs['html'] ?? '');
  const clean = cleanHtml(html);
  const dom = draw(inline ? 'span' : 'div', inline ? 'raw-html is-inline' : 'raw-html', {
    contenteditable: 'false',
    title: html.slice(0, 500),
    'aria-label': t('html.label'),
    'data-id': String(node.attrs['id'] ?? ''),
  });
  const holder = document.createElement('template');
  holder.innerHTML = clean;
  if (
    holder.content.textContent?.trim() === '' &&
    holder.content.querySelector('img, svg, hr, video, audio') === null
  ) {
    const anchor = anchorName(html);
    dom.classList.add('is-source');
    if (inline && anchor !== null) {
      dom.classList.add('is-anchor');
      dom.title = t('html.anchor', { name: anchor });
      dom.textContent = '#';
    } else if (inline && /^<\/[a-z][a-z0-9-]*\s*>$/i.test(html.trim())) {
      // The end of a tag shows nothing; it stays in the text with the tag that it ends.
      dom.classList.add('is-end');
    } else {
      // A tag alone or a comment: say that something is here, in its own words.
      dom.textContent = html.trim() === '' ? t('html.empty') : html;
    }
  } else dom.append(holder.content);
  return { dom, ignoreMutation: () => true };
}

export const withHtmlBlockView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => (props: NodeViewRendererProps) => htmlView(props, false) });

export const withInlineHtmlView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => (props: NodeViewRendererProps) => htmlView(props, true) });
