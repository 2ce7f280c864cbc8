import {
  type AnyExtension,
  type Node as NodeExtension,
  type Editor,
  InputRule,
  type NodeViewRendererProps,
} from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state';
import type { NodeView } from '@tiptap/pm/view';
import { goToLineAt } from '../blocks/line-below.ts';
import { setAttributes } from '../blocks/link-cards.ts';
import { t } from '../messages/index.ts';
import { draw } from './draw.ts';
import { loadKatex } from './lazy-parts.ts';
import { isMadeHere } from './made-here.ts';
import { isLeavingKey, writeAsTyped } from './written-field.ts';

function formulaView({ node, editor, getPos }: NodeViewRendererProps, block: boolean): NodeView {
  let current: ProseMirrorNode = node;
  const drawn = draw('span', 'formula-drawn');
  const dom = block
    ? draw('div', 'formula is-block', { 'data-type': 'mathBlock' }, drawn)
    : draw('span', 'formula', { 'data-type': 'inlineMath' }, drawn);
  let form: HTMLElement | null = null;
  let isNew = false;
  const source = (): string => String(current.attrs['latex'] ?? '');

  const show = (latex: string) => {
    dom.classList.toggle('is-empty', latex.trim() === '');
    dom.setAttribute('aria-label', `${t('math.edit')}: ${latex}`);
    dom.dataset['id'] = String(current.attrs['id'] ?? '');
    if (latex.trim() === '') {
      drawn.textContent = t('math.empty');
      return;
    }
    // The source stands there until the drawing part has come, and stays when it cannot.
    if (drawn.textContent === '') drawn.textContent = latex;
    loadKatex().then(
      ({ drawFormula }) => drawFormula(drawn, latex, block),
      () => {
        drawn.textContent = latex;
      },
    );
  };

  /** Where the caret goes from the form: on with the text, one step out of it, or to what was pressed instead. */
  const closeForm = (way: 'on' | 'out' | 'elsewhere') => {
    if (form === null) return;
    // Removing it takes its focus, and losing the focus would come back here.
    const open = form;
    form = null;
    open.remove();
    dom.classList.remove('is-open');
    const position = getPos();
    if (position === undefined || editor.isDestroyed) return;
    const { tr } = editor.state;
    const after = position + current.nodeSize;
    const paragraph = editor.schema.nodes['paragraph']?.create();
    const isSelected = tr.selection instanceof NodeSelection && tr.selection.from === position;
    if (source() === '' && block && paragraph !== undefined) {
      // The line that it took comes back, to go on writing there.
      tr.replaceWith(position, after, paragraph);
      if (way !== 'elsewhere') tr.setSelection(TextSelection.create(tr.doc, position + 1));
    } else if (source() === '') {
      tr.delete(position, after);
      if (way !== 'elsewhere') tr.setSelection(Selection.near(tr.doc.resolve(position)));
    } else if (way !== 'elsewhere' || isSelected) {
      // A letter that is typed would take the place of a formula that is still selected.
      const behind = block ? Selection.findFrom(tr.doc.resolve(after), 1, true) : TextSelection.create(tr.doc, after);
      if (block && way === 'out' && !isNew) tr.setSelection(NodeSelection.create(tr.doc, position));
      else if (behind === null || (block && isNew && way !== 'elsewhere')) goToLineAt(tr, after);
      else tr.setSelection(behind);
    }
    editor.view.dispatch(tr);
    show(source());
    if (way !== 'elsewhere') editor.view.focus();
  };

  const openForm = () => {
    if (form !== null || !editor.isEditable) return;
    const field = draw('textarea', '', {
      rows: block ? '3' : '1',
      spellcheck: 'false',
      'aria-label': t('math.source'),
    });
    field.value = source();
    isNew = source() === '';
    const finish = draw('button', '', { type: 'button' }, t('math.done'));
    form = draw(
      'div',
      'formula-form',
      { contenteditable: 'false', role: 'group', 'aria-label': t('math.edit') },
      field,
      finish,
    );
    dom.append(form);
    dom.classList.add('is-open');
    writeAsTyped(field, {
      write(typed, visit) {
        const latex = typed.trim();
        show(latex);
        if (latex !== source()) setAttributes(editor, getPos, { latex }, ({ type }) => type === current.type, visit);
      },
      present: source,
    });
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (!isLeavingKey(event) || (event.key === 'Enter' && event.shiftKey && block)) return;
      event.preventDefault();
      closeForm(event.key === 'Enter' ? 'on' : 'out');
    });
    field.addEventListener('blur', (event) => {
      // The window that lost the focus gives it back to the field.
      if (event.relatedTarget !== finish && document.activeElement !== field) closeForm('elsewhere');
    });
    finish.addEventListener('click', () => closeForm('on'));
    // After the editor has put its own focus where it belongs.
    requestAnimationFrame(() => {
      field.focus();
      field.select();
    });
  };

  dom.addEventListener('click', (event) => {
    if (!(form?.contains(event.target as Node) ?? false)) openForm();
  });
  show(source());
  // A new formula asks for its source; one that arrives from others does not.
  if (source() === '' && isMadeHere(editor)) requestAnimationFrame(openForm);

  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = next.attrs['latex'] !== current.attrs['latex'] || next.attrs['id'] !== current.attrs['id'];
      current = next;
      if (changed && form === null) show(source());
      return true;
    },
    selectNode: () => dom.classList.add('is-selected'),
    deselectNode: () => dom.classList.remove('is-selected'),
    stopEvent: (event) => form?.contains(event.target as Node) ?? false,
    ignoreMutation: () => true,
  };
}

/** Opens the form of the formula that is selected. */
function openSelected(editor: Editor, name: string): boolean {
  const { selection } = editor.state;
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== name) return false;
  const dom = editor.view.nodeDOM(selection.from);
  if (dom instanceof HTMLElement) dom.click();
  return true;
}

export const withInlineMathView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView: () => (props: NodeViewRendererProps) => formulaView(props, false),
    addKeyboardShortcuts() {
      return { Enter: () => openSelected(this.editor, 'inlineMath') };
    },
    addInputRules() {
      return [
        // $x$, but not prices: no space inside the dollars, no digit after.
        new InputRule({
          find: /(?<=^|[\s(])\$([^\s$](?:[^$]*[^\s$])?)\$$/,
          handler: ({ state, range, match }) => {
            const type = state.schema.nodes['inlineMath'];
            if (type === undefined || match[1] === undefined) return null;
            state.tr.replaceWith(range.from, range.to, type.create({ latex: match[1] }));
            return undefined;
          },
        }),
      ];
    },
  });

export const withMathBlockView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView: () => (props: NodeViewRendererProps) => formulaView(props, true),
    addKeyboardShortcuts() {
      return { Enter: () => openSelected(this.editor, 'mathBlock') };
    },
    addInputRules() {
      return [
        new InputRule({
          find: /^\$\$\s$/,
          handler: ({ state, range }) => {
            const type = state.schema.nodes['mathBlock'];
            if (type === undefined) return null;
            const at = state.doc.resolve(range.from);
            state.tr.replaceWith(at.before(), at.after(), type.create({ latex: '' }));
            return undefined;
          },
        }),
      ];
    },
  });
