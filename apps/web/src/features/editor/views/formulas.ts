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
import { t } from '../messages/index.ts';
import { draw } from './draw.ts';
import { loadKatex } from './lazy-parts.ts';

function formulaView({ node, editor, getPos }: NodeViewRendererProps, block: boolean): NodeView {
  let current: ProseMirrorNode = node;
  const drawn = draw('span', 'formula-drawn');
  const dom = block
    ? draw('div', 'formula is-block', { 'data-type': 'mathBlock' }, drawn)
    : draw('span', 'formula', { 'data-type': 'inlineMath' }, drawn);
  let form: HTMLElement | null = null;

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

  const closeForm = (keep: boolean, source: string) => {
    if (form === null) return;
    // Removing it takes its focus, and losing the focus would come back here.
    const open = form;
    form = null;
    open.remove();
    dom.classList.remove('is-open');
    const position = getPos();
    if (position === undefined || editor.isDestroyed) return;
    const { tr } = editor.state;
    const latex = keep ? source.trim() : String(current.attrs['latex'] ?? '');
    const paragraphType = editor.schema.nodes['paragraph'];
    if (latex === '' && block && paragraphType !== undefined) {
      // The line that it took comes back, to go on writing there.
      tr.replaceWith(position, position + current.nodeSize, paragraphType.create());
      tr.setSelection(TextSelection.create(tr.doc, position + 1));
    } else if (latex === '') tr.delete(position, position + current.nodeSize);
    else {
      if (latex !== current.attrs['latex']) tr.setNodeAttribute(position, 'latex', latex);
      const after = position + current.nodeSize;
      // Behind a formula at the very end there is no line to write on yet.
      const paragraph = block && after === tr.doc.content.size ? paragraphType?.create() : undefined;
      if (paragraph !== undefined) tr.insert(after, paragraph);
      tr.setSelection(block ? Selection.near(tr.doc.resolve(after + 1)) : TextSelection.create(tr.doc, after));
    }
    editor.view.dispatch(tr);
    show(latex);
    editor.view.focus();
  };

  const openForm = () => {
    if (form !== null || !editor.isEditable) return;
    const field = draw('textarea', '', {
      rows: block ? '3' : '1',
      spellcheck: 'false',
      'aria-label': t('math.source'),
    });
    field.value = String(current.attrs['latex'] ?? '');
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
    field.addEventListener('input', () => show(field.value));
    field.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape' || (event.key === 'Enter' && (!event.shiftKey || !block))) {
        event.preventDefault();
        closeForm(event.key === 'Enter', field.value);
      }
    });
    field.addEventListener('blur', (event) => {
      if (event.relatedTarget !== finish) closeForm(true, field.value);
    });
    finish.addEventListener('click', () => closeForm(true, field.value));
    // After the editor has put its own focus where it belongs.
    requestAnimationFrame(() => {
      field.focus();
      field.select();
    });
  };

  dom.addEventListener('click', (event) => {
    if (!(form?.contains(event.target as Node) ?? false)) openForm();
  });
  show(String(current.attrs['latex'] ?? ''));
  // A new formula asks for its source; one that arrives from others does not.
  if (current.attrs['latex'] === '' && editor.isFocused) requestAnimationFrame(openForm);

  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = next.attrs['latex'] !== current.attrs['latex'] || next.attrs['id'] !== current.attrs['id'];
      current = next;
      if (changed && form === null) show(String(next.attrs['latex'] ?? ''));
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
