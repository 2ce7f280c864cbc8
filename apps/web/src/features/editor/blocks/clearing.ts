import type { ChainedCommands } from '@tiptap/core';
import { liftTarget } from '@tiptap/pm/transform';

/** What a line is taken out of when it becomes another kind: not callouts, toggles and columns, which hold any kind. */
const LEFT = new Set(['listItem', 'taskItem', 'blockquote']);

/** Makes plain paragraphs of the selected lines, where they stand. */
export const clearLines = (chain: ChainedCommands): ChainedCommands =>
  chain.command(({ tr, state, dispatch }) => {
    if (dispatch === undefined) return true;
    const { paragraph } = state.schema.nodes;
    const { from, to } = tr.selection;
    const lines: number[] = [];
    tr.doc.nodesBetween(from, to, (node, position) => {
      if (node.isTextblock) lines.push(position);
      return !node.isTextblock;
    });
    // Another kind of line is as long as before.
    for (const position of lines) {
      const node = tr.doc.nodeAt(position);
      if (paragraph !== undefined && node !== null && node.type !== paragraph)
        tr.setNodeMarkup(position, paragraph, { id: node.attrs['id'] });
    }
    for (let index = 0; index < lines.length; index += 1) {
      for (;;) {
        // Found anew each time, since each step moves what is behind it.
        const places: number[] = [];
        tr.doc.nodesBetween(tr.selection.from, tr.selection.to, (node, position) => {
          if (node.isTextblock) places.push(position);
          return !node.isTextblock;
        });
        const place = places[index];
        if (place === undefined) break;
        const at = tr.doc.resolve(place + 1);
        const outer = at.node(-1);
        const range = LEFT.has(outer.type.name) ? at.blockRange() : null;
        const target = range === null ? null : liftTarget(range);
        if (range === null || target === null) break;
        tr.lift(range, target);
      }
    }
    return true;
  });
