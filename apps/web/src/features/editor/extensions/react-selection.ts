import { Extension } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';

/**
 * Keeps React from reading the selection of the page.
 *
 * With each commit React notes the selection of whatever has the focus, so that it can put it back when the
 * commit took the element away. For an editable element it walks through every node in it (20 ms in a page of
 * 5,000 blocks), unless the element says its selection itself, as a text field does. The editor never is taken
 * away while it has the focus, and keeps its own selection; so it says one that costs nothing.
 */
export const ReactSelection = Extension.create({
  name: 'reactSelection',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('reactSelection'),
        view({ dom }) {
          for (const [name, value] of Object.entries({ selectionStart: 0, selectionEnd: 0, value: '' })) {
            Object.defineProperty(dom, name, { value, writable: true, configurable: true, enumerable: false });
          }
          return {};
        },
      }),
    ];
  },
});
