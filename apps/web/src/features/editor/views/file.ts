import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { parseBlobAddress } from '@materi/editor';
import { setAttributes } from '../blocks/link-cards.ts';
import { fileSize } from '../../../messages/file-size.ts';
import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';
import { FILE_ICONS, type FileKind, fileKind, TEXT_PREVIEW_BYTES } from './file-kinds.ts';
import { openViewer } from './viewer.ts';
import { standsAlone } from './stands-alone.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The beginning of a text file, as text and never as a page. */
function drawText(src: string): HTMLElement {
  const lines = draw('pre', 'file-text', { tabindex: '0' }, t('file.loading'));
  void (async () => {
    try {
      const answer = await fetch(src, { headers: { range: `bytes=0-${TEXT_PREVIEW_BYTES - 1}` } });
      if (!answer.ok) throw new Error(String(answer.status));
      const words = await answer.text();
      const isWhole =
        answer.status === 200 || answer.headers.get('content-range')?.endsWith(`/${words.length}`) === true;
      lines.textContent = words.slice(0, TEXT_PREVIEW_BYTES);
      if (!isWhole && words.length >= TEXT_PREVIEW_BYTES - 3)
        lines.after(draw('p', 'file-more', {}, t('file.beginning', { size: fileSize(TEXT_PREVIEW_BYTES) })));
    } catch {
      lines.textContent = t('file.notShown');
    }
  })();
  return lines;
}

/** The file itself, as this browser can show it. */
function drawContent(kind: FileKind, src: string, name: string): HTMLElement | null {
  switch (kind) {
    case 'picture':
      return draw('img', 'viewer-picture', { src, alt: name });
    case 'pdf':
      return draw('iframe', 'file-pdf', { src, title: name });
    case 'sound':
      return draw('audio', 'file-sound', { src, controls: '', preload: 'metadata', 'aria-label': name });
    case 'film':
      return draw('video', 'file-film', {
        src,
        controls: '',
        preload: 'metadata',
        playsinline: '',
        'aria-label': name,
      });
    case 'text':
      return draw('div', 'file-text-frame', {}, drawText(src));
    case 'archive':
    case 'other':
      return null;
  }
}

function fileView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const dom = draw('div', 'file', { contenteditable: 'false' });
  const show = () => {
    const { attrs } = current;
    const name = text(attrs['name']) || t('block.file');
    const size = typeof attrs['sizeBytes'] === 'number' ? fileSize(attrs['sizeBytes']) : '';
    const src = text(attrs['src']);
    const isSafe = /^(https?:|\/)/i.test(src) || !/^[a-z][a-z0-9+.-]*:/i.test(src);
    const kind = fileKind(text(attrs['mediaType']), name);
    // Files of other sites are not fetched; see pictures.
    const isOurs = parseBlobAddress(src) !== null;
    const canShow = isOurs && kind !== 'other' && kind !== 'archive';
    const inPage = canShow && attrs['display'] === 'preview';
    dom.dataset['id'] = text(attrs['id']);
    const card = draw(
      'a',
      'file-card',
      { ...(isSafe ? { href: src } : {}), download: name },
      draw('span', 'sr-only', {}, t('file.download', { name, size })),
      draw('span', 'file-icon', {}, icon(...FILE_ICONS[kind])),
      draw(
        'span',
        'file-words',
        { 'aria-hidden': 'true' },
        draw('span', 'file-name', { title: name }, name),
        draw('span', 'file-size', {}, size),
      ),
    );
    const button = (label: string, paths: readonly string[], act: () => void) => {
      const made = draw('button', 'file-button', { type: 'button', 'aria-label': label, title: label }, icon(...paths));
      made.addEventListener('mousedown', (event) => event.preventDefault());
      made.addEventListener('click', act);
      return made;
    };
    const line = draw('div', 'file-line', {}, card);
    if (canShow) {
      line.append(
        button(t('file.view', { name }), ICON.eye, () => {
          const content = drawContent(kind, src, name);
          if (content !== null) openViewer({ name, src, content });
        }),
      );
    }
    if (canShow && editor.isEditable) {
      line.append(
        button(t(inPage ? 'file.asCard' : 'file.inPage'), inPage ? ICON.file : ICON.expand, () => {
          setAttributes(editor, getPos, { display: inPage ? null : 'preview' });
        }),
      );
    }
    line.append(draw('span', 'file-down', { 'aria-hidden': 'true' }, icon(...ICON.download)));
    const content = inPage ? drawContent(kind, src, name) : null;
    dom.classList.toggle('is-preview', content !== null);
    dom.dataset['kind'] = kind;
    dom.replaceChildren(...(content === null ? [] : [content]), line);
  };
  show();
  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = !next.hasMarkup(current.type, current.attrs);
      current = next;
      // Drawing it anew would stop what plays.
      if (changed) show();
      return true;
    },
    ...standsAlone(dom, 'button, audio, video, iframe, pre'),
  };
}

/** A file: a card to look at it and to download it, or the file itself in the page. */
export const withFileView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => fileView });
