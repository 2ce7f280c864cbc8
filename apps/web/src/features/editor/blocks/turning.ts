import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Selection, TextSelection } from '@tiptap/pm/state';
import { clearLines } from './clearing.ts';
import { type BlockKind, TURNABLE_KINDS } from './kinds.ts';
import { BlockSelection } from './block-selection.ts';
import { turnFrame } from './turning-frames.ts';
import { type BlockRange, rangeBetween, selectedRange } from './units.ts';

const BY_DIGIT = ['paragraph', 'heading1', 'heading2', 'heading3', 'heading4'];
const BY_SHIFTED_DIGIT: Record<string, string> = {
  Digit7: 'orderedList',
  Digit8: 'bulletList',
  Digit9: 'taskList',
};

/** The kind of block that a shortcut asks for: Mod+Alt+0 to 4, Mod+Shift+7 to 9, Mod+Alt+C. */
export function kindForKey(event: KeyboardEvent): BlockKind | null {
  if (!event.metaKey && !event.ctrlKey) return null;
  let id: string | undefined;
  if (event.altKey && !event.shiftKey) {
    id = event.code === 'KeyC' ? 'codeBlock' : BY_DIGIT[Number(/^Digit(\d)$/.exec(event.code)?.[1] ?? -1)];
  } else if (event.shiftKey && !event.altKey) {
    id = event.code === 'KeyB' ? 'blockquote' : BY_SHIFTED_DIGIT[event.code];
  }
  return TURNABLE_KINDS.find((kind) => kind.id === id) ?? null;
}

/** The text blocks of a range as one, a line each. */
function joinedText(doc: ProseMirrorNode, { from, to }: BlockRange): string {
  const lines: string[] = [];
  doc.nodesBetween(from, to, (node) => {
    if (!node.isTextblock) return true;
    lines.push(
      node.textBetween(0, node.content.size, undefined, (leaf) => (leaf.type.name === 'hardBreak' ? '\n' : '')),
    );
    return false;
  });
  return lines.join('\n');
}

/** Several blocks become one block of code and not one for each line. */
function mergeIntoCode(editor: Editor, range: BlockRange): void {
  const { tr, schema, doc } = editor.state;
  const { codeBlock } = schema.nodes;
  if (codeBlock === undefined) return;
  const text = joinedText(doc, range);
  const at = doc.resolve(range.from);
  const id: unknown = doc.nodeAt(range.from)?.attrs['id'];
  const code = codeBlock.create({ id }, text === '' ? Fragment.empty : schema.text(text));
  const isAllowed = at.parent.canReplaceWith(at.index(), doc.resolve(range.to).index(), codeBlock);
  if (!isAllowed) return;
  tr.replaceWith(range.from, range.to, code);
  tr.setSelection(BlockSelection.create(tr.doc, range.from, range.from + code.nodeSize));
  editor.view.dispatch(tr.scrollIntoView());
}

/** Turns blocks into another kind. Their words stay, and so do their ids where one block stays one block. */
export function turnRange(editor: Editor, range: BlockRange, kind: BlockKind): void {
  const { state } = editor;
  const wasBlocks = state.selection instanceof BlockSelection;
  const turned = wasBlocks ? turnFrame(state, range, kind.id) : null;
  if (turned !== null) {
    editor.view.dispatch(turned);
    return;
  }
  const start = Selection.near(state.doc.resolve(range.from + 1));
  const end = Selection.near(state.doc.resolve(range.to - 1), -1);
  if (!start.$from.parent.isTextblock || !end.$to.parent.isTextblock) return;
  if (kind.id === 'codeBlock' && !start.$from.sameParent(end.$to)) {
    mergeIntoCode(editor, range);
    return;
  }
  const caret = state.selection.from;
  const isInside = state.selection.empty && caret >= range.from && caret <= range.to;
  const chain = editor.chain().focus();
  if (wasBlocks || !isInside) {
    chain.command(({ tr }) => {
      tr.setSelection(TextSelection.between(tr.doc.resolve(start.from), tr.doc.resolve(end.to)));
      return true;
    });
  }
  kind.turn?.(clearLines(chain)).run();
  if (!wasBlocks) return;
  const { selection, doc, tr } = editor.state;
  const next = BlockSelection.of(doc, rangeBetween(doc, selection.from, selection.to));
  if (next !== null) editor.view.dispatch(tr.setSelection(next));
}

/** Turns what is selected, or the block at the caret, into another kind. */
export function turnSelected(editor: Editor, kind: BlockKind): void {
  const range = selectedRange(editor.state);
  if (range !== null) turnRange(editor, range, kind);
}
