import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { t } from '../messages/index.ts';
import { draw } from './draw.ts';
import { foreignAddress, pictureAddress } from './picture-source.ts';

/** Draws pictures into a frame, or says why there is none. */
export function drawPicture(frame: HTMLElement): { show(source: unknown, alt: string): void; shown(): string | null } {
  const picture = draw('img', '', { draggable: 'true', loading: 'lazy', decoding: 'async' });
  const missing = draw('span', 'picture-missing');
  frame.prepend(picture);
  let words = '';

  /** Pictures of other sites are not fetched: each fetch would tell that site who reads the page, and when. */
  const offer = (address: URL) => {
    const link = draw('a', '', { href: address.href, target: '_blank', rel: 'noopener noreferrer nofollow' });
    link.textContent = [words, t('image.elsewhere', { host: address.host })].filter((part) => part !== '').join(' · ');
    missing.replaceChildren(link);
    picture.hidden = true;
    frame.prepend(missing);
  };
  const fail = () => {
    missing.textContent = words === '' ? t('image.missing') : t('image.missingNamed', { alt: words });
    picture.hidden = true;
    frame.prepend(missing);
  };
  picture.addEventListener('error', fail);
  return {
    show(value, alt) {
      words = alt;
      const source = pictureAddress(value);
      missing.remove();
      picture.hidden = false;
      picture.alt = alt;
      const elsewhere = source === null ? null : foreignAddress(source);
      if (source === null || source === '') fail();
      else if (elsewhere !== null) offer(elsewhere);
      else if (picture.getAttribute('src') !== source) picture.src = source;
    },
    shown: () => (picture.hidden ? null : picture.getAttribute('src')),
  };
}

/** A picture between words. */
export const withInlineImageView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView:
      () =>
      ({ node }: NodeViewRendererProps) => {
        const dom = draw('span', 'picture is-inline');
        const picture = drawPicture(dom);
        const show = ({ attrs }: ProseMirrorNode) => {
          dom.title = String(attrs['title'] ?? '');
          picture.show(attrs['src'], String(attrs['alt'] ?? ''));
        };
        show(node);
        return {
          dom,
          update(next: ProseMirrorNode) {
            if (next.type !== node.type) return false;
            show(next);
            return true;
          },
          selectNode: () => dom.classList.add('is-selected'),
          deselectNode: () => dom.classList.remove('is-selected'),
          ignoreMutation: () => true,
        };
      },
  });
