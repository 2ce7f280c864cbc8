import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import {
  type EditorState,
  NodeSelection,
  Plugin,
  PluginKey,
  Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import { BlockSelection, countBlocks, extended, extendedTo, selectBlocks } from '../blocks/block-selection.ts';
import { indentItems } from '../blocks/indenting.ts';
import { duplicateRange, moveSelected } from '../blocks/moving.ts';
import { kindForKey, turnSelected } from '../blocks/turning.ts';
import { isItem, isList, selectedRange, unitAround } from '../blocks/units.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

/** Where the caret was before its block was selected. */
const key = new PluginKey<{ caret: number | null }>('blockSelecting');

function select(view: EditorView, selection: Selection | null): boolean {
  if (selection !== null) view.dispatch(view.state.tr.setSelection(selection).scrollIntoView());
  return true;
}

/** The block before or behind the selected ones, whatever it is in. */
function neighbour(state: EditorState, { from, to }: BlockSelection, step: 1 | -1): BlockSelection | null {
  const { doc } = state;
  const at = doc.resolve(step > 0 ? to : from);
  const found = Selection.findFrom(at, step);
  if (found === null) return null;
  const isBlock = found instanceof NodeSelection && found.node.isBlock;
  return BlockSelection.of(doc, isBlock ? { from: found.from, to: found.to } : unitAround(found.$from));
}

/** Back to writing: where the caret was, or at the end of the block that was reached last. */
function leave(view: EditorView, selection: BlockSelection, caret: number | null): boolean {
  const { doc, tr } = view.state;
  const isInside = caret !== null && caret > selection.from && caret < selection.to;
  const at = isInside
    ? TextSelection.near(doc.resolve(caret))
    : Selection.near(doc.resolve(Math.max(selection.anchor, selection.head)), -1);
  view.dispatch(tr.setSelection(at));
  return true;
}

function onKey(editor: Editor, view: EditorView, event: KeyboardEvent): boolean {
  const { state } = view;
  const { selection } = state;
  if (!(selection instanceof BlockSelection) || event.isComposing) return false;
  const mod = event.metaKey || event.ctrlKey;
  const up = event.key === 'ArrowUp';
  if (up || event.key === 'ArrowDown') {
    if (event.altKey || (mod && event.shiftKey)) return editor.isEditable && moveSelected(editor, up ? 'up' : 'down');
    const step = up ? -1 : 1;
    if (event.shiftKey) return select(view, extended(state.doc, selection, step));
    return mod ? false : select(view, neighbour(state, selection, step));
  }
  if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') return !mod;
  if (event.key === 'Escape') return leave(view, selection, key.getState(state)?.caret ?? null);
  if (mod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'a') {
    return select(view, BlockSelection.create(state.doc, 0, state.doc.content.size));
  }
  if (!editor.isEditable) return false;
  if (event.key === 'Backspace' || event.key === 'Delete') {
    view.dispatch(state.tr.deleteSelection().scrollIntoView());
    return true;
  }
  if (event.key === 'Enter' && !mod) return leave(view, selection, null);
  // Where there is nothing to indent, Tab leaves the page, as everywhere.
  if (event.key === 'Tab')
    return (
      selection.blocks.some(({ node }) => isItem(node) || isList(node)) &&
      (indentItems(editor, event.shiftKey ? 'out' : 'in') || true)
    );
  if (mod && !event.altKey && event.key.toLowerCase() === 'd') {
    view.dispatch(duplicateRange(state, selection));
    return true;
  }
  const kind = kindForKey(event);
  if (kind === null) return false;
  turnSelected(editor, kind);
  return true;
}

const isForeignChange = (transaction: Transaction): boolean =>
  (transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true;

/** The selection of the same blocks, by their ids, in the page as it is now; `null` when they are not all there. */
function sameBlocks({ blocks, anchor, head }: BlockSelection, doc: ProseMirrorNode): BlockSelection | null {
  const firstId: unknown = blocks[0]?.node.attrs['id'];
  const lastId: unknown = blocks.at(-1)?.node.attrs['id'];
  let from: number | null = null;
  let to: number | null = null;
  doc.descendants((node, position) => {
    if (node.attrs['id'] === firstId && from === null) from = position;
    if (node.attrs['id'] === lastId && to === null) to = position + node.nodeSize;
    return !node.isTextblock && (from === null || to === null);
  });
  if (typeof firstId !== 'string' || from === null || to === null || from >= to) return null;
  const found = anchor <= head ? BlockSelection.create(doc, from, to) : BlockSelection.create(doc, to, from);
  return found.$from.sameParent(found.$to) ? found : null;
}

/** Whole blocks as what is selected: keys, how it looks, and what a screen reader hears of it. */
export const BlockSelecting = Extension.create<{ box: HostBox }>({
  name: 'blockSelecting',
  // Its keys come before those for text.
  priority: 1100,
  addKeyboardShortcuts() {
    const { editor } = this;
    return {
      // First the words of the block, then every block.
      'Mod-a': () => {
        const { state, view } = editor;
        const { $from, $to, from, to } = state.selection;
        const isText = $from.parent.isTextblock && $from.sameParent($to) && $from.parent.content.size > 0;
        const isWhole = from === $from.start() && to === $from.end();
        if (isText && !isWhole) {
          view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.start(), $from.end())));
          return true;
        }
        return select(view, BlockSelection.create(state.doc, 0, state.doc.content.size));
      },
    };
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    const { box } = this.options;
    return [
      new Plugin<{ caret: number | null }>({
        key,
        state: {
          init: () => ({ caret: null }),
          apply(transaction, before, old, state) {
            if (!(state.selection instanceof BlockSelection)) return before.caret === null ? before : { caret: null };
            if (old.selection instanceof TextSelection) return { caret: old.selection.head };
            return before.caret === null || !transaction.docChanged
              ? before
              : { caret: transaction.mapping.map(before.caret) };
          },
        },
        // The binding knows selections of text only, and makes one of this when others change the page.
        appendTransaction(transactions, before, after) {
          const isForeign = transactions.some((one) => isForeignChange(one));
          if (!isForeign || !(before.selection instanceof BlockSelection)) return null;
          const kept = sameBlocks(before.selection, after.doc);
          if (kept === null || kept.eq(after.selection)) return null;
          return after.tr
            .setSelection(kept)
            .setMeta('addToHistory', false)
            .setMeta(ySyncPluginKey, { isChangeOrigin: true });
        },
        view: () => ({
          update(view, before) {
            const { selection } = view.state;
            if (selection instanceof BlockSelection && !selection.eq(before.selection)) {
              box.current.say(t('select.count', { count: countBlocks(selection) }));
            }
          },
        }),
        props: {
          handleKeyDown: (view, event) => onKey(editor, view, event),
          handleClick(view, position, event) {
            if (!event.shiftKey || !(view.state.selection instanceof BlockSelection)) return false;
            return select(view, extendedTo(view.state.doc, view.state.selection, position));
          },
          handleDOMEvents: {
            // The browser would make a selection of text out of it first.
            mousedown(view, event) {
              if (!event.shiftKey || !(view.state.selection instanceof BlockSelection) || event.button !== 0)
                return false;
              const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
              if (at === null) return false;
              event.preventDefault();
              return select(
                view,
                extendedTo(view.state.doc, view.state.selection, at.inside >= 0 ? at.inside : at.pos),
              );
            },
          },
          decorations({ doc, selection }) {
            if (!(selection instanceof BlockSelection)) return null;
            return DecorationSet.create(
              doc,
              selection.blocks.map(({ node, position }) =>
                Decoration.node(position, position + node.nodeSize, { class: 'is-block-selected' }),
              ),
            );
          },
        },
      }),
    ];
  },
});

/** Escape selects the block at the caret. */
export const BlockEscape = Extension.create({
  name: 'blockEscape',
  // After the lists that open while typing.
  priority: 50,
  addKeyboardShortcuts() {
    const { editor } = this;
    return {
      Escape: () => {
        const { state, view } = editor;
        if (state.selection instanceof BlockSelection) return false;
        view.dispatch(selectBlocks(state, selectedRange(state)));
        return true;
      },
    };
  },
});
