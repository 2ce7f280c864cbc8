import type { AnyExtension, Editor, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import type { NodeView } from '@tiptap/pm/view';
import { isIsoDate } from '@materi/editor';
import { t } from '../messages/index.ts';
import { openCalendar } from './calendar.ts';
import { daysBetween, dayWords, fullDay, today } from './days.ts';
import { draw, icon, ICON } from './draw.ts';

/** What an inline node has in common: it is one thing, and shows when it is selected. */
function chip(dom: HTMLElement, node: ProseMirrorNode, show: (node: ProseMirrorNode) => void): NodeView {
  let current = node;
  show(current);
  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      current = next;
      show(current);
      return true;
    },
    selectNode: () => dom.classList.add('is-selected'),
    deselectNode: () => dom.classList.remove('is-selected'),
    ignoreMutation: () => true,
  };
}

/** Somebody who is named in the text. */
export const withMentionView =
  (me: { id: string }) =>
  (extension: AnyExtension): AnyExtension =>
    (extension as NodeExtension).extend({
      addNodeView:
        () =>
        ({ node }: NodeViewRendererProps) => {
          const dom = draw('span', 'person-chip', { contenteditable: 'false', 'data-type': 'mention' });
          return chip(dom, node, ({ attrs }) => {
            const id = String(attrs['personId'] ?? '');
            const isMe = id === me.id;
            dom.textContent = `@${String(attrs['label'] ?? '') || t('person.unknown')}`;
            dom.dataset['personId'] = id;
            dom.classList.toggle('is-me', isMe);
            if (isMe) dom.append(draw('span', 'sr-only', {}, ` ${t('mention.you')}`));
          });
        },
    });

const redraws = new Set<() => void>();
// At midnight, or when a tab is looked at again next morning, "tomorrow" is another day.
let drawnOn = today();
function redrawAfterMidnight(): void {
  if (drawnOn === today()) return;
  drawnOn = today();
  for (const redraw of redraws) redraw();
}
setInterval(redrawAfterMidnight, 60_000);
document.addEventListener('visibilitychange', redrawAfterMidnight);

function pickDay(editor: Editor, dom: HTMLElement, getPos: () => number | undefined, day: string | null): void {
  const behind = () => {
    const position = getPos();
    if (position !== undefined) editor.commands.focus(position + 1, { scrollIntoView: false });
  };
  openCalendar(dom, {
    chosen: day,
    focusBack: behind,
    pick(next) {
      const position = getPos();
      if (position === undefined) return;
      editor.view.dispatch(editor.state.tr.setNodeAttribute(position, 'date', next));
      behind();
    },
    remove() {
      const position = getPos();
      if (position === undefined) return;
      editor
        .chain()
        .deleteRange({ from: position, to: position + 1 })
        .focus(position)
        .run();
    },
  });
}

/** A day in words. In an open to-do a day that is past says so. */
export const withDateMentionView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({
    addNodeView:
      () =>
      ({ node, editor, getPos }: NodeViewRendererProps) => {
        let day: string | null = null;
        const words = draw('span', '');
        const overdue = draw('span', 'date-overdue');
        const time = draw('time', '', {}, overdue, words);
        const dom = draw(
          'span',
          'date-chip',
          { contenteditable: 'false', 'data-type': 'dateMention' },
          icon(...ICON.calendar),
          time,
        );
        const redraw = () => {
          words.textContent = day === null ? t('date.none') : dayWords(day);
          overdue.textContent = `${t('date.overdue')} `;
          dom.classList.toggle('is-past', day !== null && daysBetween(today(), day) < 0);
          dom.classList.toggle('is-today', day === today());
          dom.title = day === null ? '' : fullDay(day);
          if (day !== null) time.dateTime = day;
        };
        if (editor.isEditable) dom.setAttribute('role', 'button');
        // The focus goes to the calendar, and stays there.
        dom.addEventListener('mousedown', (event) => editor.isEditable && event.preventDefault());
        dom.addEventListener('click', () => editor.isEditable && pickDay(editor, dom, getPos, day));
        redraws.add(redraw);
        const view = chip(dom, node, ({ attrs }) => {
          day = isIsoDate(attrs['date']) ? attrs['date'] : null;
          redraw();
        });
        return {
          ...view,
          stopEvent: (event: Event) => editor.isEditable && /^(mouse|pointer|touch|click)/.test(event.type),
          destroy: () => void redraws.delete(redraw),
        };
      },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => {
          const { selection } = editor.state;
          if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'dateMention') return false;
          const dom = editor.view.nodeDOM(selection.from);
          if (dom instanceof HTMLElement) dom.click();
          return true;
        },
      };
    },
  });
