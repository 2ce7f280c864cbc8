import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import DOMPurify from 'dompurify';
import { t } from '../messages.ts';
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
    // A tag alone or a comment: say that something is here, in its own words.
    dom.classList.add('is-source');
    dom.textContent = html.trim() === '' ? t('html.empty') : html;
  } else dom.append(holder.content);
  return { dom, ignoreMutation: () => true };
}

export const withHtmlBlockView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => (props: NodeViewRendererProps) => htmlView(props, false) });

export const withInlineHtmlView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => (props: NodeViewRendererProps) => htmlView(props, true) });
