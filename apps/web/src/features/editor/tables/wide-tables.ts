import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { t } from '../messages/index.ts';

/**
 * Lets the keyboard reach a table that is wider than the page, to scroll it. Only where nobody writes: there the
 * caret does, and an element of the page that takes the focus would take it from the page.
 */
export function wideTables(): Plugin {
  return new Plugin({
    key: new PluginKey('wideTables'),
    view(view) {
      let frame = 0;
      const mark = () => {
        for (const table of view.dom.querySelectorAll('.tableWrapper')) reach(table, view);
      };
      const later = () => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(mark);
      };
      const observer = new ResizeObserver(() => !view.editable && later());
      observer.observe(view.dom);
      let { editable } = view;
      return {
        update(now, before) {
          if (editable === now.editable && (editable || before.doc === now.state.doc)) return;
          editable = now.editable;
          later();
        },
        destroy() {
          cancelAnimationFrame(frame);
          observer.disconnect();
        },
      };
    },
  });
}

function reach(table: Element, { editable }: EditorView): void {
  const isReached = !editable && table.scrollWidth > table.clientWidth;
  if (isReached === table.hasAttribute('tabindex')) return;
  const attributes = { tabindex: '0', role: 'group', 'aria-label': t('block.table') };
  for (const [name, value] of Object.entries(attributes)) {
    if (isReached) table.setAttribute(name, value);
    else table.removeAttribute(name);
  }
}
