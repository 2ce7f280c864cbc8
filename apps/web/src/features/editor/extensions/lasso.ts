import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { BlockSelection } from '../blocks/block-selection.ts';
import { scrollAtEdges, scrollerOf } from '../blocks/dragging.ts';
import { unitAt } from '../blocks/geometry.ts';
import { type BlockRange, rangeBetween } from '../blocks/units.ts';

/** How far the pointer goes before a press in the margin becomes a drag. */
const BEGINS_AT = 5;

/** The blocks that a band across the page touches, from one height to another. */
function blocksInBand(editor: Editor, x: number, top: number, bottom: number): BlockRange | null {
  const { view } = editor;
  const { doc } = view.state;
  const [first, last] = [unitAt(view, x, top), unitAt(view, x, bottom)];
  if (first === null || last === null) return null;
  // A band between two blocks, or beside none, touches nothing.
  if (first.from === last.from && (bottom < first.box.top || top > first.box.bottom)) return null;
  const from = top > first.box.bottom ? first.to : first.from;
  const to = bottom < last.box.top ? last.from : last.to;
  return from >= to ? null : rangeBetween(doc, from === first.to ? from : from + 1, to - 1);
}

/** A drag that begins in the margin selects the blocks that it passes. */
export const Lasso = Extension.create({
  name: 'lasso',
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: new PluginKey('lasso'),
        view(view) {
          const { ownerDocument } = view.dom;
          let end: (() => void) | null = null;

          function begin(event: MouseEvent): void {
            const { target } = event;
            const isPaper =
              target instanceof HTMLElement &&
              target !== view.dom &&
              target.contains(view.dom) &&
              target.closest('main') !== null;
            const isBar = isPaper && event.offsetX > target.clientWidth;
            if (!isPaper || isBar || event.button !== 0 || view.state.doc.content.size === 0) return;
            const scroller = scrollerOf(view.dom);
            const start = { x: event.clientX, y: event.clientY + scroller.scrollTop };
            let now = { x: event.clientX, y: event.clientY };
            let frame: HTMLElement | null = null;
            const show = () => {
              if (frame === null) return;
              const startY = start.y - scroller.scrollTop;
              const [left, right] = [Math.min(start.x, now.x), Math.max(start.x, now.x)];
              const [top, bottom] = [Math.min(startY, now.y), Math.max(startY, now.y)];
              frame.style.transform = `translate(${left}px, ${top}px)`;
              frame.style.width = `${right - left}px`;
              frame.style.height = `${bottom - top}px`;
              const body = view.dom.getBoundingClientRect();
              const isOver = right >= body.left && left <= body.right;
              const x = Math.min(Math.max(start.x, body.left + 1), body.right - 1);
              const range = isOver || right < body.left ? blocksInBand(editor, x, top, bottom) : null;
              const next = BlockSelection.of(view.state.doc, range);
              if (next !== null && !next.eq(view.state.selection)) view.dispatch(view.state.tr.setSelection(next));
            };
            const scrolling = scrollAtEdges(scroller, show);
            const move = (moved: MouseEvent) => {
              now = { x: moved.clientX, y: moved.clientY };
              const far = Math.hypot(now.x - start.x, now.y + scroller.scrollTop - start.y);
              if (frame === null && far < BEGINS_AT) return;
              if (frame === null) {
                frame = ownerDocument.createElement('div');
                frame.className = 'block-lasso';
                ownerDocument.body.append(frame);
                ownerDocument.getSelection()?.removeAllRanges();
              }
              moved.preventDefault();
              scrolling.at(now.y);
              show();
            };
            const stopClick = (click: MouseEvent) => {
              click.stopPropagation();
              click.preventDefault();
            };
            end = () => {
              end = null;
              scrolling.stop();
              ownerDocument.removeEventListener('mousemove', move);
              ownerDocument.removeEventListener('mouseup', up);
              ownerDocument.removeEventListener('selectstart', noWords);
              if (frame === null) return;
              frame.remove();
              // The click that ends the drag is none.
              ownerDocument.addEventListener('click', stopClick, { capture: true, once: true });
              setTimeout(() => ownerDocument.removeEventListener('click', stopClick, { capture: true }), 0);
              if (view.state.selection instanceof BlockSelection) view.focus();
            };
            const up = () => end?.();
            const noWords = (selecting: Event) => selecting.preventDefault();
            ownerDocument.addEventListener('mousemove', move);
            ownerDocument.addEventListener('mouseup', up);
            ownerDocument.addEventListener('selectstart', noWords);
          }
          ownerDocument.addEventListener('mousedown', begin);
          return {
            destroy() {
              end?.();
              ownerDocument.removeEventListener('mousedown', begin);
            },
          };
        },
      }),
    ];
  },
});
