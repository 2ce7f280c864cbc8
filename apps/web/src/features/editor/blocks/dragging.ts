import type { Editor } from '@tiptap/core';
import { t } from '../messages/index.ts';
import { BlockSelection, countBlocks } from './block-selection.ts';
import { type DropPlace, dropPlaceAt } from './geometry.ts';
import { relocate } from './moving.ts';
import type { BlockRange } from './units.ts';

const EDGE = 56;

/** The nearest ancestor that scrolls. */
export function scrollerOf(element: Element): Element {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/(auto|scroll)/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.documentElement;
}

/** Scrolls while the pointer is near the upper or lower edge, and says each time that it did. */
export function scrollAtEdges(scroller: Element, onScroll: () => void) {
  let y = NaN;
  let frame = 0;
  const run = () => {
    const box = scroller.getBoundingClientRect();
    const speed = y < box.top + EDGE ? y - box.top - EDGE : y > box.bottom - EDGE ? y - box.bottom + EDGE : 0;
    if (speed !== 0) {
      scroller.scrollTop += speed / 5;
      onScroll();
    }
    frame = requestAnimationFrame(run);
  };
  frame = requestAnimationFrame(run);
  return {
    at: (next: number) => void (y = next),
    stop: () => cancelAnimationFrame(frame),
  };
}

function wordsFor(editor: Editor, { from, to }: BlockRange): string {
  const { doc } = editor.state;
  const selection = BlockSelection.create(doc, from, to);
  const count = countBlocks(selection);
  if (count > 1) return t('select.blocks', { count });
  return doc.textBetween(from, to, ' ').slice(0, 60) || t('select.blocks', { count });
}

interface Drag {
  move(x: number, y: number): void;
  drop(): boolean;
  cancel(): void;
}

/** Carries blocks over the page: a line shows where they would go. */
export function startDrag(editor: Editor, range: BlockRange): Drag {
  const { view } = editor;
  const holder = view.dom.parentElement ?? document.body;
  const line = document.createElement('div');
  line.className = 'block-drop-line';
  line.hidden = true;
  const carried = document.createElement('div');
  carried.className = 'block-carried';
  carried.textContent = wordsFor(editor, range);
  document.body.append(line, carried);
  document.body.classList.add('is-carrying-blocks');
  holder.classList.add('is-drag-source');
  const marked = markBlocks(editor, range);
  let place: DropPlace | null = null;
  let [x, y] = [NaN, NaN];

  function show(): void {
    if (Number.isNaN(y)) return;
    carried.style.transform = `translate(${x + 14}px, ${y + 10}px)`;
    const found = dropPlaceAt(view, x, y);
    const isInside = found !== null && found.position >= range.from && found.position <= range.to;
    place = isInside ? null : found;
    line.hidden = place === null;
    if (place === null) return;
    line.style.transform = `translate(${place.left}px, ${place.top - 1.5}px)`;
    line.style.width = `${place.width}px`;
  }
  const scrolling = scrollAtEdges(scrollerOf(view.dom), show);
  const clean = () => {
    scrolling.stop();
    line.remove();
    carried.remove();
    marked();
    document.body.classList.remove('is-carrying-blocks');
    holder.classList.remove('is-drag-source');
  };
  return {
    move(nextX, nextY) {
      [x, y] = [nextX, nextY];
      scrolling.at(nextY);
      show();
    },
    drop() {
      clean();
      if (place === null) return false;
      const { tr } = editor.state;
      const moved = relocate(tr, range, place.position);
      if (moved === null) return false;
      tr.setSelection(BlockSelection.create(tr.doc, moved.from, moved.to));
      view.dispatch(tr);
      editor.commands.focus(null, { scrollIntoView: false });
      return true;
    },
    cancel: clean,
  };
}

/** Shows the blocks that are carried as being away; gives the function that ends it. */
function markBlocks(editor: Editor, { from, to }: BlockRange): () => void {
  const marked: Element[] = [];
  const { doc } = editor.state;
  let position = from;
  while (position < to) {
    const dom = editor.view.nodeDOM(position);
    if (dom instanceof Element) marked.push(dom);
    position += doc.nodeAt(position)?.nodeSize ?? to;
  }
  for (const dom of marked) dom.animate([{ opacity: 0.4 }], { duration: 0, fill: 'forwards', id: 'carried' });
  return () => {
    for (const dom of marked) {
      for (const animation of dom.getAnimations()) if (animation.id === 'carried') animation.cancel();
    }
  };
}
