import type { Editor } from '@tiptap/core';

/**
 * Gives the keys back to the text when a menu has closed, and at once. A frame later somebody may have opened
 * another menu, which a focus elsewhere closes, or have pressed another place in the text, which the editor has not
 * read yet: the caret would go back to where it was.
 */
export function focusBack(editor: Editor, closed: Event): void {
  closed.preventDefault();
  if (document.activeElement === document.body) editor.view.focus();
}
