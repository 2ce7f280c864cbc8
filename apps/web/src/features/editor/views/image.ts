import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { type ImageAlign, isImageAlign, readImageWidth } from '@materi/editor';
import { finishBlock, setAttributes } from '../blocks/link-cards.ts';
import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';
import { drawPicture } from './inline-image.ts';
import { openPopup } from './popup.ts';
import { openViewer } from './viewer.ts';
import { standsAlone } from './stands-alone.ts';
import { isLeavingKey, writeAsTyped } from './written-field.ts';

/** The least share of the page's width that a picture keeps, in percent. */
const LEAST = 10;
const KEY_STEP = 5;
const ALIGNS: readonly ImageAlign[] = ['start', 'center', 'end'];
const ALIGN_ICONS = { start: ICON.alignStart, center: ICON.alignCenter, end: ICON.alignEnd };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function imageView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const frame = draw('div', 'picture-frame');
  const picture = drawPicture(frame);
  const caption = draw('textarea', 'picture-caption', {
    rows: '1',
    placeholder: t('image.caption'),
    'aria-label': t('image.caption'),
  });
  const captionText = draw('figcaption', 'picture-caption');
  const tools = draw('div', 'picture-tools', { role: 'toolbar', 'aria-label': t('image.tools') });
  const dom = draw('figure', 'picture', { contenteditable: 'false' }, frame);
  const isMeant = (other: ProseMirrorNode) =>
    other.type === current.type && other.attrs['src'] === current.attrs['src'];
  const set = (attributes: Record<string, unknown>, visit?: object) =>
    setAttributes(editor, getPos, attributes, isMeant, visit);
  const select = () => {
    const position = getPos();
    if (position !== undefined) editor.commands.setNodeSelection(position);
  };

  const roomFor = () => dom.getBoundingClientRect().width || 1;
  const percentNow = () => Math.round((frame.getBoundingClientRect().width / roomFor()) * 100);
  const writeWidth = (percent: number) =>
    set({ width: percent >= 100 ? '100%' : `${Math.max(LEAST, Math.round(percent))}%` });

  const handles = (['start', 'end'] as const).map((side) => {
    const handle = draw('span', `picture-handle is-${side}`, {
      role: 'slider',
      tabindex: side === 'end' ? '0' : '-1',
      'aria-label': t('image.width'),
      'aria-valuemin': String(LEAST),
      'aria-valuemax': '100',
    });
    handle.addEventListener('pointerdown', (event) => {
      if (!editor.isEditable || event.button !== 0) return;
      event.preventDefault();
      const isRightToLeft = getComputedStyle(dom).direction === 'rtl';
      const outward = (side === 'end') === isRightToLeft ? -1 : 1;
      const start = { x: event.clientX, width: frame.getBoundingClientRect().width };
      // What stands in the middle grows on both sides.
      const both = (current.attrs['align'] ?? 'center') === 'center' ? 2 : 1;
      const room = roomFor();
      let percent = (start.width / room) * 100;
      handle.setPointerCapture(event.pointerId);
      dom.classList.add('is-resizing');
      const move = ({ clientX }: PointerEvent) => {
        percent = Math.min(100, Math.max(LEAST, ((start.width + (clientX - start.x) * outward * both) / room) * 100));
        frame.style.width = `${percent}%`;
      };
      handle.addEventListener('pointermove', move);
      handle.addEventListener(
        'lostpointercapture',
        () => {
          handle.removeEventListener('pointermove', move);
          dom.classList.remove('is-resizing');
          writeWidth(percent);
        },
        { once: true },
      );
    });
    handle.addEventListener('keydown', (event) => {
      const step = { ArrowRight: KEY_STEP, ArrowUp: KEY_STEP, ArrowLeft: -KEY_STEP, ArrowDown: -KEY_STEP }[event.key];
      if (event.key === 'Escape') {
        event.preventDefault();
        select();
        editor.commands.focus();
      }
      event.stopPropagation();
      if (step === undefined) return;
      event.preventDefault();
      writeWidth(percentNow() + step);
    });
    return handle;
  });

  const view = () => {
    const source = picture.shown();
    if (source === null) return;
    const alt = text(current.attrs['alt']);
    const large = draw('img', 'viewer-picture', { src: source, alt });
    openViewer({ name: text(current.attrs['title']) || alt || t('block.image'), src: source, content: large });
  };
  const describe = (anchor: HTMLElement) => {
    const field = draw('textarea', '', { rows: '3', 'aria-label': t('image.altLabel'), placeholder: t('image.alt') });
    field.value = text(current.attrs['alt']);
    const done = draw('button', 'is-primary', { type: 'submit' }, t('math.done'));
    const form = draw('form', 'picture-alt-form', {}, draw('p', '', {}, t('image.altHelp')), field, done);
    writeAsTyped(field, {
      write: (words, visit) => words.trim() !== text(current.attrs['alt']) && set({ alt: words.trim() }, visit),
      present: () => text(current.attrs['alt']),
    });
    const popup = openPopup(anchor, [form], { label: t('image.altLabel') });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      popup.close();
    });
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      popup.close();
    });
    requestAnimationFrame(() => field.focus());
  };
  const tool = (label: string, paths: readonly string[], act: (button: HTMLElement) => void, words?: string) => {
    const button = draw('button', 'picture-tool', { type: 'button', 'aria-label': label, title: label });
    button.append(words ?? icon(...paths));
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => act(button));
    tools.append(button);
    return button;
  };
  const alignTools = ALIGNS.map((align) => {
    const button = tool(t(`image.align.${align}`), ALIGN_ICONS[align], () =>
      set({ align: align === 'center' ? null : align }),
    );
    return { align, button };
  });
  const altTool = tool(t('image.altLabel'), [], describe, t('image.altShort'));
  const viewTool = tool(t('image.view'), ICON.expand, view);
  tools.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const buttons = [...tools.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) buttons[(at + step + buttons.length) % buttons.length]?.focus();
    if (event.key === 'Escape') {
      event.preventDefault();
      select();
      editor.commands.focus();
    }
  });

  writeAsTyped(caption, {
    write(typed, visit) {
      const words = typed.replace(/\s+/g, ' ').trim();
      if (words !== text(current.attrs['title'])) set({ title: words === '' ? null : words }, visit);
    },
    present: () => text(current.attrs['title']),
  });
  caption.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (!isLeavingKey(event)) return;
    event.preventDefault();
    // What is typed next would take the place of a picture that is selected.
    if (event.key === 'Enter') finishBlock(editor, getPos, {});
    else {
      select();
      editor.commands.focus();
    }
  });
  frame.addEventListener('dblclick', view);
  frame.addEventListener('click', () => {
    if (!editor.isEditable) view();
  });

  const sayWidth = () => {
    for (const handle of handles) {
      const percent = String(percentNow());
      handle.setAttribute('aria-valuenow', percent);
      handle.setAttribute('aria-valuetext', t('image.percent', { percent }));
    }
  };
  // Without a width of its own it is as wide as the file says.
  frame.addEventListener('load', sayWidth, true);

  const show = () => {
    const { src, alt, title, width, align } = current.attrs;
    picture.show(src, text(alt));
    const wanted = readImageWidth(width);
    frame.style.width = wanted === null ? '' : typeof wanted === 'number' ? `${wanted}px` : wanted;
    dom.classList.toggle('is-sized', wanted !== null);
    const stands = isImageAlign(align) ? align : 'center';
    dom.dataset['align'] = stands;
    dom.dataset['id'] = text(current.attrs['id']);
    const words = text(title);
    if (document.activeElement !== caption) caption.value = words;
    captionText.textContent = words;
    if (editor.isEditable) {
      captionText.remove();
      if (!tools.isConnected) frame.append(...handles, tools);
      // Putting it in again would take the focus from whoever types in it.
      if (caption.parentElement !== dom) dom.append(caption);
    } else {
      caption.remove();
      for (const part of [...handles, tools]) part.remove();
      if (words === '') captionText.remove();
      else dom.append(captionText);
    }
    dom.classList.toggle('has-caption', words !== '');
    for (const { align: one, button } of alignTools) button.setAttribute('aria-pressed', String(one === stands));
    altTool.classList.toggle('is-missing', text(alt) === '');
    viewTool.hidden = picture.shown() === null;
    requestAnimationFrame(sayWidth);
  };
  show();
  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      current = next;
      show();
      return true;
    },
    ...standsAlone(dom, '.picture-caption, .picture-tools, .picture-handle, a'),
  };
}

/** A picture: as wide as wanted, with words below it and words for those who do not see it. */
export const withImageView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => imageView });
