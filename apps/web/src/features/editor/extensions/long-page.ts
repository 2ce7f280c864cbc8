import { type Editor, Extension } from '@tiptap/core';
import { Plugin, PluginKey, Selection, TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { scrollerOf } from '../blocks/dragging.ts';
import { childAt, hideOutside, type Run } from './near-blocks.ts';

/** From this many blocks on, those that are not near the window are not laid out (`is-long` in editor.css). */
const LONG_BLOCKS = 300;
/**
 * How many blocks on each side of the window the browser itself watches. Those beyond are hidden from it and cost
 * nothing; it takes a screen reader or the Tab key many steps to get there, and the window moves with them.
 */
const NEAR_BLOCKS = 80;
/** The same while somebody scrolls, so that the window has to move seldom. */
const NEAR_WHILE_SCROLLING = 400;
/** The window moves on when it has this many blocks left in one direction. */
const LEFT_BLOCKS = 40;
/** Scrolling has ended when nothing moved for so long. */
const REST_MS = 250;
/** Around the caret, which may be elsewhere than the window, and at both ends of the page. */
const CARET_BLOCKS = 12;

let windows = 0;

/** Keeps the blocks far from the window and from the caret away from the browser's work. */
function watchWindow(view: EditorView) {
  const { ownerDocument } = view.dom;
  const name = `${(windows += 1)}`;
  let sheet: CSSStyleSheet | null = null;
  let middle = 0;
  let near = NEAR_BLOCKS;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let count = 0;
  let runs: Run[] = [];

  /** Around both ends of the selection. */
  const aroundCaret = (blocks: number): Run[] => {
    const { $anchor, $head } = view.state.selection;
    return [...new Set([$anchor.index(0), $head.index(0)])].map((at) => [at + 1 - blocks, at + 1 + blocks]);
  };
  const covers = ([first, last]: Run) => runs.some((run) => run[0] <= first && run[1] >= last);
  const clear = () => {
    if (sheet === null) return;
    const mine = sheet;
    sheet = null;
    runs = [];
    ownerDocument.adoptedStyleSheets = ownerDocument.adoptedStyleSheets.filter((one) => one !== mine);
  };
  const draw = () => {
    if (sheet === null) {
      sheet = new CSSStyleSheet();
      view.dom.dataset['window'] = name;
      ownerDocument.adoptedStyleSheets = [...ownerDocument.adoptedStyleSheets, sheet];
    }
    count = view.state.doc.childCount;
    runs = [
      [middle - near, middle + near],
      ...aroundCaret(CARET_BLOCKS),
      // Where keys lead the caret in one step: the browser puts none into what is hidden.
      [1, CARET_BLOCKS],
      [count - CARET_BLOCKS, Infinity],
    ];
    sheet.replaceSync(hideOutside(`.page-body[data-window='${name}']`, runs));
  };
  const inMiddle = () => {
    const { top, height } = scrollerOf(view.dom).getBoundingClientRect();
    return childAt(view.dom.children, top + height / 2);
  };
  const rest = () => {
    if (sheet === null) return;
    middle = inMiddle();
    near = NEAR_BLOCKS;
    draw();
  };
  const scrolled = ({ target }: Event) => {
    if (sheet === null || !(target instanceof Node) || !target.contains(view.dom)) return;
    const next = inMiddle();
    const hasMoved = Math.abs(next - middle) > near - LEFT_BLOCKS;
    if (hasMoved) {
      middle = next;
      near = NEAR_WHILE_SCROLLING;
      draw();
    }
    if (near === NEAR_BLOCKS) return;
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  };
  const update = () => {
    const { childCount } = view.state.doc;
    if (childCount <= LONG_BLOCKS) {
      clear();
    } else if (sheet !== null && Math.abs(childCount - count) > LEFT_BLOCKS / 2) {
      middle = inMiddle();
      draw();
    } else if (sheet === null || !aroundCaret(CARET_BLOCKS / 2).every(covers)) {
      draw();
    }
  };
  ownerDocument.addEventListener('scroll', scrolled, { capture: true, passive: true });
  update();
  return {
    update,
    destroy() {
      clearTimeout(resting);
      clear();
      ownerDocument.removeEventListener('scroll', scrolled, { capture: true });
    },
  };
}

/** The browser finds no end of a line in what it has not laid out: it would put the caret before the last block. */
function goTo(editor: Editor, end: 'start' | 'end', extend: boolean): boolean {
  const { state, view } = editor;
  const { doc, selection, tr } = state;
  if (doc.childCount <= LONG_BLOCKS) return false;
  const there = end === 'start' ? Selection.atStart(doc) : Selection.atEnd(doc);
  tr.setSelection(extend ? TextSelection.between(selection.$anchor, there.$head) : there);
  view.dispatch(tr.scrollIntoView());
  return true;
}

/**
 * Tells the style sheet that the page is long. Laying out a short page whole is cheaper than watching which of
 * its blocks come near; in a page of thousands the browser would otherwise go through all of them with each letter.
 */
export const LongPage = Extension.create({
  name: 'longPage',
  addKeyboardShortcuts() {
    const { editor } = this;
    return Object.fromEntries(
      ['', 'Shift-'].flatMap((shift) =>
        (['start', 'end'] as const).flatMap((end) =>
          (end === 'start' ? ['Mod-Home', 'Cmd-ArrowUp'] : ['Mod-End', 'Cmd-ArrowDown']).map((key) => [
            shift + key,
            () => goTo(editor, end, shift !== ''),
          ]),
        ),
      ),
    );
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('longPage'),
        props: {
          attributes: ({ doc }): Record<string, string> => (doc.childCount > LONG_BLOCKS ? { class: 'is-long' } : {}),
        },
        view: watchWindow,
      }),
    ];
  },
});
