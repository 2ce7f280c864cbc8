import type { Editor } from '@tiptap/core';
import { ySyncPluginKey } from '@tiptap/y-tiptap';

/**
 * Whether the block whose view is being made was put in at this screen. Such a block asks at once for what it
 * lacks; one that arrives from others, or comes back by an undo, must not take the focus from who types.
 */
export function isMadeHere(editor: Editor): boolean {
  if (!editor.isFocused) return false;
  const { isChangeOrigin } = (ySyncPluginKey.getState(editor.view.state) ?? {}) as { isChangeOrigin?: boolean };
  return isChangeOrigin !== true;
}
