import { type AnyExtension, Extension, type Node as NodeExtension, type NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode, ResolvedPos } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import type { EditorView, NodeView } from '@tiptap/pm/view';
import { REVEAL_EVENT } from '../blocks/revealing.ts';
import { t } from '../messages/index.ts';
import { draw, icon } from './draw.ts';
import { isUnfolded, rememberUnfolded } from './unfolded.ts';

interface Fold {
  isOpen(): boolean;
  set(open: boolean): void;
}

const folds = new WeakMap<Element, Fold>();

function foldAt(view: EditorView, position: number): Fold | null {
  const dom = view.nodeDOM(position);
  return dom instanceof HTMLElement ? (folds.get(dom) ?? null) : null;
}

/** Unfolds whatever hides this place. */
function unfoldAround(view: EditorView, at: ResolvedPos): void {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (at.node(depth).type.name !== 'toggle' || at.index(depth) === 0) continue;
    foldAt(view, at.before(depth))?.set(true);
  }
}

/** The toggle in whose line the position is, and where it begins. */
function lineOf(at: ResolvedPos): { toggle: ProseMirrorNode; position: number } | null {
  for (let depth = at.depth - 1; depth > 0; depth -= 1) {
    const toggle = at.node(depth);
    if (toggle.type.name === 'toggle') return at.index(depth) === 0 ? { toggle, position: at.before(depth) } : null;
  }
  return null;
}

function toggleView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const sign = draw('button', 'toggle-sign', { type: 'button', contenteditable: 'false' }, icon('m9 18 6-6-6-6'));
  const content = draw('div', 'toggle-content');
  const empty = draw('button', 'toggle-empty', { type: 'button', contenteditable: 'false' }, t('toggle.empty'));
  const dom = draw('div', 'toggle', {}, sign, content, empty);
  const id = () => String(current.attrs['id'] ?? '');
  const start = getPos();
  const { from } = editor.state.selection;
  // One's own new toggle is open; those of others are as this device left them.
  const isOwn =
    id() === '' && start !== undefined && editor.isFocused && from >= start && from <= start + node.nodeSize;
  let open = isOwn || isUnfolded(id());

  const show = () => {
    dom.dataset['open'] = String(open);
    dom.dataset['id'] = id();
    dom.classList.toggle('is-alone', current.childCount === 1);
    sign.setAttribute('aria-expanded', String(open));
    const line = current.firstChild?.textContent ?? '';
    sign.setAttribute('aria-label', line === '' ? t('toggle.label') : t('toggle.named', { line: line.slice(0, 80) }));
    sign.dataset['level'] = String(current.firstChild?.attrs['level'] ?? '');
    empty.hidden = !open || current.childCount > 1 || !editor.isEditable;
  };
  const set = (next: boolean) => {
    if (next === open) return;
    open = next;
    rememberUnfolded(id(), open);
    show();
  };
  folds.set(dom, { isOpen: () => open, set });
  sign.addEventListener('mousedown', (event) => event.preventDefault());
  sign.addEventListener('click', () => {
    const position = getPos();
    set(!open);
    if (open || position === undefined || !editor.isEditable) return;
    const { selection } = editor.state;
    const end = position + 1 + (current.firstChild?.nodeSize ?? 0);
    // The caret is not left where nobody sees it.
    if (selection.from > end && selection.to < position + current.nodeSize) editor.commands.setTextSelection(end - 1);
  });
  empty.addEventListener('mousedown', (event) => event.preventDefault());
  empty.addEventListener('click', () => {
    const position = getPos();
    const paragraph = editor.schema.nodes['paragraph']?.create();
    if (position === undefined || paragraph === undefined) return;
    const at = position + 1 + (current.firstChild?.nodeSize ?? 0);
    const tr = editor.state.tr.insert(at, paragraph);
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
    editor.view.focus();
  });
  // Found, or led to by a link: what is below the line unfolds.
  dom.addEventListener(REVEAL_EVENT, ({ target }) => {
    if (target instanceof Node && target !== dom && content.firstElementChild?.contains(target) !== true) set(true);
  });
  show();
  return {
    dom,
    contentDOM: content,
    update(next) {
      if (next.type !== current.type) return false;
      const wasNameless = id() === '';
      current = next;
      if (wasNameless && open) rememberUnfolded(id(), true);
      show();
      return true;
    },
    stopEvent: (event) => event.target instanceof Node && (sign.contains(event.target) || empty.contains(event.target)),
    ignoreMutation: (mutation) => mutation.type !== 'selection' && !content.contains(mutation.target),
  };
}

/** Blocks folded under their first line. */
export const withToggleView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView: () => toggleView,
    addKeyboardShortcuts() {
      const { editor } = this;
      return {
        ...this.parent?.(),
        Enter: () => {
          const { selection } = editor.state;
          const line = lineOf(selection.$from);
          if (line === null || !selection.empty) return false;
          if (selection.$from.parent.content.size === 0 && line.toggle.childCount === 1)
            return editor.commands.unsetToggle();
          foldAt(editor.view, line.position)?.set(true);
          return false;
        },
      };
    },
  });

/** Keys for folding, and unfolding of what the caret reaches. */
export const Folding = Extension.create({
  name: 'folding',
  // Before a line break takes the same key.
  priority: 1050,
  addKeyboardShortcuts() {
    const { editor } = this;
    return {
      'Mod-Enter': () => {
        const { $from } = editor.state.selection;
        const line = lineOf($from);
        if (line !== null) {
          const fold = foldAt(editor.view, line.position);
          fold?.set(!fold.isOpen());
          return fold !== null;
        }
        // In a to-do the same key ticks it.
        for (let depth = $from.depth; depth > 0; depth -= 1) {
          const item = $from.node(depth);
          if (item.type.name !== 'taskItem') continue;
          return editor.commands.command(({ tr }) => {
            tr.setNodeAttribute($from.before(depth), 'checked', item.attrs['checked'] !== true);
            return true;
          });
        }
        return false;
      },
    };
  },
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('folding'),
        view: () => ({
          update(view, before) {
            if (!before.selection.eq(view.state.selection)) unfoldAround(view, view.state.selection.$head);
          },
        }),
      }),
    ];
  },
});
