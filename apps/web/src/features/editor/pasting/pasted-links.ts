import { Extension, type Editor } from '@tiptap/core';
import { computePosition, flip, shift } from '@floating-ui/dom';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { ReactRenderer } from '@tiptap/react';
import { AppWindow, Link, PanelTop } from 'lucide-react';
import { type Choice, ChoiceList, type ChoiceListProps } from '../menus/choice-list.tsx';
import { t } from '../messages/index.ts';
import { playerFor } from '../views/players.ts';

interface Pasted {
  from: number;
  to: number;
  url: string;
}

const key = new PluginKey<Pasted | null>('pastedLinks');

/** Offers to show the address that was just pasted as more than a link. */
export function offerForms(editor: Editor, pasted: Pasted): void {
  editor.view.dispatch(editor.state.tr.setMeta(key, pasted).setMeta('addToHistory', false));
}

/** Puts a card or a player in the place of the link, where it stands alone in its line; else below. */
function showAs(editor: Editor, { from, to, url }: Pasted, type: 'bookmark' | 'embed'): void {
  const { tr, schema } = editor.state;
  const node = schema.nodes[type]?.create({ url });
  const at = tr.doc.resolve(from);
  if (node === undefined || !at.parent.isTextblock) return;
  const isAlone = at.parent.content.size === to - from;
  const outer = at.node(-1);
  const index = at.index(-1);
  if (isAlone && outer.canReplaceWith(index, index + 1, node.type)) {
    const start = at.before();
    const isLast = index === outer.childCount - 1;
    tr.replaceWith(start, at.after(), node);
    if (isLast && schema.nodes['paragraph'] !== undefined)
      tr.insert(start + node.nodeSize, schema.nodes['paragraph'].create());
  } else tr.insert(at.after(1), node);
  editor.view.dispatch(tr.scrollIntoView());
}

/** A small list below an address that was pasted alone: leave the link, or show a preview or a player. */
export const PastedLinks = Extension.create({
  name: 'pastedLinks',
  // Its keys come before the text's while it is open.
  priority: 1150,
  addProseMirrorPlugins() {
    const { editor } = this;
    const listId = 'pasted-link-list';
    let renderer: ReactRenderer<unknown, ChoiceListProps> | null = null;
    let choices: Choice[] = [];
    let chosen = 0;

    const dismiss = () => editor.view.dispatch(editor.state.tr.setMeta(key, null).setMeta('addToHistory', false));
    const pick = (index: number) => {
      const pasted = key.getState(editor.state);
      const id = choices[index]?.id;
      dismiss();
      if (pasted && (id === 'bookmark' || id === 'embed')) showAs(editor, pasted, id);
      editor.commands.focus(null, { scrollIntoView: false });
    };
    const listProps = (): ChoiceListProps => ({
      id: listId,
      label: t('pastedLink.label'),
      choices,
      chosen,
      empty: '',
      onPick: pick,
      onPoint: (index) => choose(index),
    });
    function choose(index: number): void {
      chosen = index;
      renderer?.updateProps({ ...listProps() });
      editor.view.dom.setAttribute('aria-activedescendant', `${listId}-${chosen}`);
    }
    function show(pasted: Pasted): void {
      chosen = 0;
      choices = [
        { id: 'link', label: t('pastedLink.link'), icon: Link },
        { id: 'bookmark', label: t('pastedLink.preview'), icon: PanelTop },
        ...(playerFor(pasted.url) !== null ? [{ id: 'embed', label: t('pastedLink.embed'), icon: AppWindow }] : []),
      ];
      renderer ??= new ReactRenderer(ChoiceList, { editor, props: { ...listProps() } });
      renderer.updateProps({ ...listProps() });
      const { element } = renderer;
      Object.assign(element.style, { position: 'fixed', zIndex: '50', top: '0', left: '0' });
      document.body.append(element);
      const anchor = {
        getBoundingClientRect: () => {
          const { left, bottom, top } = editor.view.coordsAtPos(Math.min(pasted.from, editor.state.doc.content.size));
          return new DOMRect(left, top, 0, bottom - top);
        },
      };
      void computePosition(anchor, element, {
        strategy: 'fixed',
        placement: 'bottom-start',
        middleware: [flip(), shift({ padding: 8 })],
      }).then(({ x, y }) => {
        element.style.transform = `translate(${x}px, ${y + 4}px)`;
      });
      editor.view.dom.setAttribute('aria-controls', listId);
      choose(0);
    }
    function hide(): void {
      renderer?.destroy();
      renderer?.element.remove();
      renderer = null;
      for (const told of ['aria-controls', 'aria-activedescendant']) editor.view.dom.removeAttribute(told);
    }

    return [
      new Plugin<Pasted | null>({
        key,
        state: {
          init: () => null,
          apply(transaction, before) {
            const next = transaction.getMeta(key) as Pasted | null | undefined;
            if (next !== undefined) return next;
            // Going on in any way means that the link is right as it is.
            return before !== null && (transaction.docChanged || transaction.selectionSet) ? null : before;
          },
        },
        view: () => ({
          update(view, before) {
            const [now, then] = [key.getState(view.state) ?? null, key.getState(before) ?? null];
            if (now === then) return;
            if (now === null) hide();
            else show(now);
          },
          destroy: hide,
        }),
        props: {
          handleKeyDown(view, event) {
            if (!key.getState(view.state) || event.isComposing) return false;
            if (event.key === 'ArrowDown') choose((chosen + 1) % choices.length);
            else if (event.key === 'ArrowUp') choose((chosen + choices.length - 1) % choices.length);
            else if (event.key === 'Escape') dismiss();
            else if (event.key === 'Enter' && chosen > 0) pick(chosen);
            else {
              dismiss();
              return false;
            }
            return true;
          },
          handleDOMEvents: {
            blur(view) {
              if (key.getState(view.state)) dismiss();
              return false;
            },
          },
        },
      }),
    ];
  },
});
