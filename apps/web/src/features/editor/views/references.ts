import { type AnyExtension, type Node as NodeExtension, InputRule, type NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { findFootnote, insertFootnote } from '../blocks/footnotes.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';
import { previewOn } from './footnote-preview.ts';

const redraws = new Set<() => void>();

/** Titles may have changed: every page link on the screen shows the present one. */
export function redrawPageLinks(): void {
  for (const redraw of redraws) redraw();
}

/** Draws again whenever titles may have changed, until the function it gives is called. */
export function withPresentTitles(redraw: () => void): () => void {
  redraws.add(redraw);
  return () => redraws.delete(redraw);
}

/** A link to a page that shows its present title; the kept label where the title is unknown. */
export const withPageLinkView =
  (box: HostBox) =>
  (extension: AnyExtension): AnyExtension =>
    (extension as NodeExtension).extend({
      addNodeView() {
        return ({ node }: NodeViewRendererProps) => {
          let current: ProseMirrorNode = node;
          const sign = draw('span', 'page-link-icon');
          const title = draw('span', 'page-link-title');
          const dom = draw('a', 'page-link', { contenteditable: 'false', draggable: 'true' }, sign, title);
          const show = () => {
            const id = String(current.attrs['documentId'] ?? '');
            const page = box.current.pageTitle(id);
            dom.href = `/d/${id}`;
            dom.dataset['type'] = 'pageLink';
            dom.dataset['documentId'] = id;
            dom.classList.toggle('is-unknown', page === undefined);
            const words = page?.title || String(current.attrs['label'] ?? '') || t('page.untitled');
            const mark = page?.icon ?? '';
            // Asked often, changed seldom: what is written anew is laid out anew.
            if (title.textContent !== words) title.textContent = words;
            if (sign.dataset['icon'] === mark) return;
            sign.dataset['icon'] = mark;
            if (mark !== '') sign.textContent = mark;
            else sign.replaceChildren(icon(...ICON.page));
          };
          dom.addEventListener('click', (event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            box.current.openPage(String(current.attrs['documentId'] ?? ''));
          });
          const end = withPresentTitles(show);
          show();
          return {
            dom,
            update(next: ProseMirrorNode) {
              if (next.type !== current.type) return false;
              current = next;
              show();
              return true;
            },
            selectNode: () => dom.classList.add('is-selected'),
            deselectNode: () => dom.classList.remove('is-selected'),
            ignoreMutation: () => true,
            destroy: end,
          };
        };
      },
    });

export const withFootnoteReferenceView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView() {
      return ({ node, editor }: NodeViewRendererProps) => {
        const label = String(node.attrs['label'] ?? '');
        const go = draw('button', '', { type: 'button', 'aria-label': t('footnote.goto', { label }) }, label);
        const dom = draw('sup', 'footnote-reference', { contenteditable: 'false' }, go);
        go.addEventListener('click', () => {
          const position = findFootnote(editor.state.doc, 'footnoteDefinition', label);
          if (position === null) return;
          const target = editor.view.nodeDOM(position);
          if (target instanceof HTMLElement) target.scrollIntoView({ block: 'center' });
          if (editor.isEditable) editor.commands.focus(position + 2);
        });
        const hide = previewOn(go, () => {
          const position = findFootnote(editor.state.doc, 'footnoteDefinition', label);
          const note = position === null ? null : editor.view.nodeDOM(position);
          const words = note instanceof HTMLElement ? note.querySelector('.footnote-text')?.cloneNode(true) : null;
          if (!(words instanceof HTMLElement)) return null;
          if (words.textContent?.trim() === '') words.textContent = t('footnote.empty');
          return words;
        });
        return {
          dom,
          stopEvent: (event: Event) =>
            /^(mousedown|click|keydown)$/.test(event.type) && go.contains(event.target as Node),
          ignoreMutation: () => true,
          destroy: hide,
        };
      };
    },
    addInputRules() {
      const { editor } = this;
      return [
        new InputRule({
          find: /\[\^([^\]\s]{1,40})\]$/,
          handler: ({ range, match }) => {
            const label = match[1];
            if (label === undefined) return null;
            // The rule's own transaction would lack the note at the end.
            queueMicrotask(() => {
              editor.chain().deleteRange({ from: range.from, to: editor.state.selection.from }).run();
              insertFootnote(editor, label);
            });
            return null;
          },
        }),
      ];
    },
  });

export const withFootnoteDefinitionView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView() {
      return ({ node, editor }: NodeViewRendererProps) => {
        const label = String(node.attrs['label'] ?? '');
        const back = draw(
          'button',
          'footnote-label',
          { type: 'button', contenteditable: 'false', 'aria-label': `${label}: ${t('footnote.back')}` },
          label,
        );
        const content = draw('div', 'footnote-text');
        const dom = draw('section', 'footnote', { 'data-id': String(node.attrs['id'] ?? '') }, back, content);
        back.addEventListener('click', () => {
          const position = findFootnote(editor.state.doc, 'footnoteReference', label);
          if (position === null) return;
          const target = editor.view.nodeDOM(position);
          if (target instanceof HTMLElement) target.scrollIntoView({ block: 'center' });
          if (editor.isEditable) editor.commands.focus(position + 1);
        });
        return {
          dom,
          contentDOM: content,
          update: (next: ProseMirrorNode) => next.type === node.type && next.attrs['label'] === label,
          ignoreMutation: (mutation: MutationRecord | { type: 'selection'; target: Node }) =>
            !content.contains(mutation.target),
        };
      };
    },
  });
