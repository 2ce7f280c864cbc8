import type { Editor, Range } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { t } from '../messages/index.ts';
import { clearLines } from './clearing.ts';

/** Makes a diagram of the line, with an example in it that is selected: what is typed or pasted takes its place. */
export function insertDiagram(editor: Editor, range: Range): void {
  const example = t('diagram.example');
  clearLines(editor.chain().focus().deleteRange(range))
    .setCodeBlock({ language: 'mermaid' })
    .insertContent(example)
    .command(({ tr }) => {
      const end = tr.selection.to;
      tr.setSelection(TextSelection.create(tr.doc, end - example.length, end));
      return true;
    })
    .run();
}
