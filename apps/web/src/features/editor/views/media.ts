import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { t } from '../messages.ts';
import { draw, icon, ICON } from './draw.ts';

/** Only addresses that a browser loads as a picture; never a script. */
function pictureAddress(value: unknown): string | null {
  const source = String(value ?? '');
  return /^(https?:|\/|data:image\/(png|jpe?g|gif|webp|avif);)/i.test(source) || !/^[a-z][a-z0-9+.-]*:/i.test(source)
    ? source
    : null;
}

/** The address when it leads to another site. */
function foreignAddress(source: string): URL | null {
  if (!URL.canParse(source, location.href)) return null;
  const address = new URL(source, location.href);
  return /^https?:$/.test(address.protocol) && address.origin !== location.origin ? address : null;
}

function pictureView({ node, editor, getPos }: NodeViewRendererProps, inline: boolean) {
  let current: ProseMirrorNode = node;
  const picture = draw('img', '', { draggable: 'true', loading: 'lazy', decoding: 'async' });
  const missing = draw('span', 'picture-missing');
  const description = draw('input', 'picture-alt', {
    type: 'text',
    placeholder: t('image.alt'),
    'aria-label': t('image.altLabel'),
  });
  const dom = inline ? draw('span', 'picture is-inline') : draw('figure', 'picture');
  dom.append(picture);
  if (!inline) dom.append(description);

  /** Pictures of other sites are not fetched: each fetch would tell that site who reads the page, and when. */
  function offer(address: URL) {
    picture.hidden = true;
    const link = draw('a', '', { href: address.href, target: '_blank', rel: 'noopener noreferrer nofollow' });
    link.textContent = [String(current.attrs['alt'] ?? ''), t('image.elsewhere', { host: address.host })]
      .filter((words) => words !== '')
      .join(' · ');
    missing.replaceChildren(link);
    dom.prepend(missing);
  }

  const show = () => {
    const source = pictureAddress(current.attrs['src']);
    missing.remove();
    picture.hidden = false;
    picture.alt = String(current.attrs['alt'] ?? '');
    picture.title = String(current.attrs['title'] ?? '');
    dom.dataset['id'] = String(current.attrs['id'] ?? '');
    if (document.activeElement !== description) description.value = picture.alt;
    const elsewhere = source === null ? null : foreignAddress(source);
    if (source === null || source === '') fail();
    else if (elsewhere !== null) offer(elsewhere);
    else if (picture.getAttribute('src') !== source) picture.src = source;
  };
  function fail() {
    picture.hidden = true;
    const alt = String(current.attrs['alt'] ?? '');
    missing.textContent = alt === '' ? t('image.missing') : t('image.missingNamed', { alt });
    dom.prepend(missing);
  }
  picture.addEventListener('error', fail);
  const writeAlt = () => {
    const position = getPos();
    if (position === undefined || !editor.isEditable || description.value === String(current.attrs['alt'] ?? ''))
      return;
    editor.view.dispatch(editor.state.tr.setNodeAttribute(position, 'alt', description.value));
  };
  description.addEventListener('change', writeAlt);
  description.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Enter' || event.key === 'Escape') {
      event.preventDefault();
      writeAlt();
      editor.commands.focus();
    }
  });
  show();
  return {
    dom,
    update(next: ProseMirrorNode) {
      if (next.type !== current.type) return false;
      current = next;
      show();
      return true;
    },
    selectNode: () => dom.classList.add('is-selected'),
    deselectNode: () => dom.classList.remove('is-selected'),
    stopEvent: (event: Event) => event.target === description,
    ignoreMutation: () => true,
  };
}

export const withImageView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView: () => (props: NodeViewRendererProps) => pictureView(props, false),
  });

export const withInlineImageView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView: () => (props: NodeViewRendererProps) => pictureView(props, true),
  });

/** A size as people read it: 1 kB is 1000 bytes. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A card with the name and size; a click downloads. */
export const withFileView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView() {
      return ({ node }: NodeViewRendererProps) => {
        const name = String(node.attrs['name'] ?? '') || t('block.file');
        const size = typeof node.attrs['sizeBytes'] === 'number' ? sizeText(node.attrs['sizeBytes']) : '';
        const source = String(node.attrs['src'] ?? '');
        const safe = /^(https?:|\/)/i.test(source) || !/^[a-z][a-z0-9+.-]*:/i.test(source);
        const card = draw(
          'a',
          'file-card',
          { ...(safe ? { href: source } : {}), download: name, 'aria-label': t('file.download', { name, size }) },
          icon(...ICON.file),
          draw('span', 'file-name', {}, name),
          draw('span', 'file-size', {}, size),
        );
        const dom = draw('div', 'file', { contenteditable: 'false', 'data-id': String(node.attrs['id'] ?? '') }, card);
        return { dom, ignoreMutation: () => true };
      };
    },
  });
