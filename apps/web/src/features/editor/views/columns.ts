import type { AnyExtension, Editor, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { COLUMN_COUNTS } from '@materi/editor/view';
import { t } from '../messages/index.ts';
import { openChoices } from './choices.ts';
import { draw, icon, ICON } from './draw.ts';

/** The least share that a column keeps, of the two that a line parts. */
const LEAST = 0.15;
const KEY_STEP = 0.05;

const widthOf = (column: ProseMirrorNode): number => {
  const width = Number(column.attrs['width']);
  return Number.isFinite(width) && width > 0 ? width : 1;
};
const rounded = (width: number) => Math.round(width * 1000) / 1000;

function inside(editor: Editor, position: number | undefined) {
  return position === undefined ? null : editor.chain().focus(position + 3, { scrollIntoView: false });
}

/** A view whose blocks stand in `content`; what happens to `own`, which is no text, is not the editor's matter. */
const shownAs = (
  dom: HTMLElement,
  content: HTMLElement,
  own: HTMLElement,
  update: NonNullable<NodeView['update']>,
): NodeView => ({
  dom,
  contentDOM: content,
  update,
  stopEvent: (event) => event.target instanceof Node && own.contains(event.target),
  ignoreMutation: (mutation) => mutation.type !== 'selection' && !content.contains(mutation.target),
});

function columnListView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const content = draw('div', 'columns');
  const more = draw(
    'button',
    'block-more',
    { type: 'button', contenteditable: 'false', 'aria-haspopup': 'menu', 'aria-label': t('columns.menu') },
    icon(...ICON.more),
  );
  const dom = draw('div', 'column-list', {}, content, more);
  const counts = Array.from(
    { length: COLUMN_COUNTS.max - COLUMN_COUNTS.min + 1 },
    (_, index) => COLUMN_COUNTS.min + index,
  );
  const show = () => {
    dom.dataset['id'] = String(current.attrs['id'] ?? '');
    more.hidden = !editor.isEditable;
  };
  more.addEventListener('mousedown', (event) => event.preventDefault());
  more.addEventListener('click', () =>
    openChoices(more, {
      label: t('columns.menu'),
      choices: [
        ...counts.map((count) => ({
          label: t('columns.count', { count }),
          checked: current.childCount === count,
          pick: () => void inside(editor, getPos())?.setColumns(count).run(),
        })),
        'line',
        {
          label: t('columns.even'),
          pick: () =>
            void inside(editor, getPos())
              ?.setColumnWidths(Array.from({ length: current.childCount }, () => 1))
              .run(),
        },
        { label: t('columns.unwrap'), pick: () => void inside(editor, getPos())?.unsetColumns().run() },
      ],
    }),
  );
  show();
  return shownAs(dom, content, more, (next) => {
    if (next.type !== current.type) return false;
    current = next;
    show();
    return true;
  });
}

/** A column, and before it the line by which it and the one before share their room. */
function columnView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const gutter = draw('div', 'column-gutter', {
    contenteditable: 'false',
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': t('columns.gutter'),
    'aria-valuemin': '0',
    'aria-valuemax': '100',
  });
  const content = draw('div', 'column-content');
  const dom = draw('div', 'column', {}, gutter, content);

  const before = (): { column: ProseMirrorNode; position: number; dom: HTMLElement } | null => {
    const position = getPos();
    if (position === undefined) return null;
    const at = editor.state.doc.resolve(position);
    const column = at.nodeBefore;
    const element = dom.previousElementSibling;
    return column === null || !(element instanceof HTMLElement)
      ? null
      : { column, position: position - column.nodeSize, dom: element };
  };
  const show = () => {
    dom.style.flexGrow = String(widthOf(current));
    dom.dataset['id'] = String(current.attrs['id'] ?? '');
    gutter.tabIndex = editor.isEditable ? 0 : -1;
    requestAnimationFrame(() => {
      const other = before();
      if (other === null) return;
      const share = widthOf(other.column) / (widthOf(other.column) + widthOf(current));
      gutter.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    });
  };
  /** Gives the column before this share of what both have. */
  const write = (share: number) => {
    const other = before();
    const position = getPos();
    if (other === null || position === undefined) return;
    const both = widthOf(other.column) + widthOf(current);
    const first = rounded(both * Math.min(Math.max(share, LEAST), 1 - LEAST));
    editor.view.dispatch(
      editor.state.tr
        .setNodeAttribute(other.position, 'width', first)
        .setNodeAttribute(position, 'width', rounded(both - first)),
    );
  };
  const shareNow = () => {
    const other = before();
    return other === null ? 0.5 : widthOf(other.column) / (widthOf(other.column) + widthOf(current));
  };
  gutter.addEventListener('pointerdown', (event) => {
    const other = before();
    if (!editor.isEditable || other === null || event.button !== 0) return;
    event.preventDefault();
    const first = other.dom.getBoundingClientRect();
    const second = dom.getBoundingClientRect();
    const both = widthOf(other.column) + widthOf(current);
    const isRightToLeft = getComputedStyle(dom).direction === 'rtl';
    const room = Math.abs(isRightToLeft ? first.right - second.left : second.right - first.left);
    let share = shareNow();
    gutter.setPointerCapture(event.pointerId);
    gutter.classList.add('is-dragged');
    const move = ({ clientX }: PointerEvent) => {
      const length = isRightToLeft ? first.right - clientX : clientX - first.left;
      share = Math.min(Math.max(length / room, LEAST), 1 - LEAST);
      other.dom.style.flexGrow = String(both * share);
      dom.style.flexGrow = String(both * (1 - share));
    };
    const stop = () => {
      gutter.classList.remove('is-dragged');
      gutter.removeEventListener('pointermove', move);
      write(share);
    };
    gutter.addEventListener('pointermove', move);
    gutter.addEventListener('lostpointercapture', stop, { once: true });
  });
  gutter.addEventListener('dblclick', () => write(0.5));
  gutter.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
    if (step === undefined || !editor.isEditable) return;
    event.preventDefault();
    event.stopPropagation();
    write(shareNow() + (getComputedStyle(dom).direction === 'rtl' ? -step : step));
  });
  show();
  return shownAs(dom, content, gutter, (next) => {
    if (next.type !== current.type) return false;
    current = next;
    show();
    return true;
  });
}

export const withColumnListView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => columnListView });

export const withColumnView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => columnView });
