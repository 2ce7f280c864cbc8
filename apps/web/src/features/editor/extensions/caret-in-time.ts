import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';

/** What the view keeps to itself: it reads where the browser has put the caret, and does nothing where it knows. */
interface Watching {
  domObserver?: { flush(): void };
}

const readCaret = (view: EditorView): void => (view as EditorView & Watching).domObserver?.flush();

/**
 * Reads the caret before each key, and after each press.
 *
 * A browser moves the caret with an arrow or a press at once and tells of it a frame later, or when the page comes
 * to rest. A key that is pressed in between would do its work where the caret was before; what others write in
 * between would put the caret back there.
 */
export const CaretInTime = Extension.create({
  name: 'caretInTime',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('caretInTime'),
        props: {
          handleDOMEvents: {
            keydown(view, event) {
              if (!view.composing && !event.isComposing) readCaret(view);
              return false;
            },
            mousedown(view) {
              // The browser moves the caret once all have heard of the press.
              setTimeout(() => !view.isDestroyed && !view.composing && readCaret(view));
              return false;
            },
          },
        },
      }),
    ];
  },
});
