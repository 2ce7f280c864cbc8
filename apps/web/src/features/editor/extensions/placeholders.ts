import { Extension } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import type { Node as ProseMirrorNode, ResolvedPos } from '@tiptap/pm/model';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { t } from '../messages/index.ts';

/** What an empty block at this place is for; '' where that goes without saying. */
function words(block: ProseMirrorNode, $inside: ResolvedPos): string {
  if (block.type.name === 'heading') return `${t('body.placeholder.heading')} ${String(block.attrs['level'])}`;
  if (block.type.name !== 'paragraph') return '';
  switch ($inside.node(-1).type.name) {
    case 'doc':
      return t('body.placeholder');
    case 'taskItem':
      return t('body.placeholder.task');
    case 'listItem':
      return t('body.placeholder.list');
    case 'callout':
      return t('callout.placeholder');
    case 'toggle':
      return t($inside.index(-1) === 0 ? 'toggle.placeholder' : 'toggle.inside');
    case 'column':
      return t('columns.placeholder');
    case 'footnoteDefinition':
      return t('footnote.empty');
    default:
      return '';
  }
}

/** Places inside the first blocks of the columns around the caret: an empty one shows that it is there. */
function columnsAround($caret: ResolvedPos): number[] {
  for (let depth = $caret.depth; depth > 0; depth -= 1) {
    const list = $caret.node(depth);
    if (list.type.name !== 'columnList') continue;
    const places: number[] = [];
    list.forEach((column, offset) => {
      if (column.childCount === 1) places.push($caret.start(depth) + offset + 2);
    });
    return places;
  }
  return [];
}

function placeholders({ doc, selection }: EditorState): DecorationSet {
  const { $anchor } = selection;
  const decorations = [...new Set([$anchor.pos, ...columnsAround($anchor)])].flatMap((place) => {
    const $inside = doc.resolve(place);
    const block = $inside.parent;
    if (!block.isTextblock || block.content.size > 0) return [];
    const attributes = { class: 'is-empty', 'data-placeholder': words(block, $inside) };
    return [Decoration.node($inside.before(), $inside.after(), attributes)];
  });
  return DecorationSet.create(doc, decorations);
}

/** Says in the empty block at the caret what it is for. */
export const Placeholders = Extension.create({
  name: 'placeholders',
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: new PluginKey('placeholders'),
        props: { decorations: (state) => (editor.isEditable ? placeholders(state) : null) },
      }),
    ];
  },
});
