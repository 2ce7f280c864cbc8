import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';

function labelsOf(doc: ProseMirrorNode): Set<string> {
  const labels = new Set<string>();
  doc.descendants((node) => {
    if (node.type.name === 'footnoteReference' || node.type.name === 'footnoteDefinition') {
      labels.add(String(node.attrs['label'] ?? ''));
    }
    return true;
  });
  return labels;
}

/** Where the footnote with this label stands, or `null`. */
export function findFootnote(
  doc: ProseMirrorNode,
  type: 'footnoteReference' | 'footnoteDefinition',
  label: string,
): number | null {
  let found: number | null = null;
  doc.descendants((node, position) => {
    if (found === null && node.type.name === type && node.attrs['label'] === label) found = position;
    return found === null;
  });
  return found;
}

/** Puts a reference at the caret and its note at the end of the page, and goes there to write it. */
export function insertFootnote(editor: Editor, wanted?: string): boolean {
  const labels = labelsOf(editor.state.doc);
  let number = 1;
  while (labels.has(String(number))) number += 1;
  const label = wanted ?? String(number);
  const { nodes } = editor.schema;
  const reference = nodes['footnoteReference'];
  const definition = nodes['footnoteDefinition'];
  const paragraph = nodes['paragraph'];
  if (reference === undefined || definition === undefined || paragraph === undefined) return false;
  const { tr } = editor.state;
  tr.replaceSelectionWith(reference.create({ label }));
  if (findFootnote(tr.doc, 'footnoteDefinition', label) === null) {
    const end = tr.doc.content.size;
    tr.insert(end, definition.create({ label }, paragraph.create()));
    tr.setSelection(TextSelection.create(tr.doc, end + 2));
  }
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}
