import { Extension } from '@tiptap/core';
import { ReplaceStep } from '@tiptap/pm/transform';
import type { Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import type { UndoManager } from 'yjs';

/** Set on a change that is one action, whatever it puts in: it is taken back alone. */
export const ONE_ACTION = 'oneAction';

/** Set on a change that was typed into a field of a block, to an object that is the same for one visit of the field. */
export const TYPED_INTO = 'typedInto';

type Kind = 'letter' | 'space' | 'removal' | 'other';

/** What a change does, as undoing sees it. */
function kindOf({ steps, doc }: Transaction): Kind {
  const [step] = steps;
  if (steps.length !== 1 || !(step instanceof ReplaceStep)) return 'other';
  const { content, openStart } = step.slice;
  const isInText = doc.resolve(Math.min(step.from, doc.content.size)).parent.isTextblock;
  if (content.size === 0) return step.to - step.from === 1 && isInText ? 'removal' : 'other';
  const text = content.childCount === 1 && openStart === 0 ? content.firstChild?.text : undefined;
  // A composed word replaces its own beginning, so some letters may go as others come.
  if (text === undefined || step.to - step.from > text.length || text.length > 20) return 'other';
  return /^\s$/.test(text) ? 'space' : /\s/.test(text) ? 'other' : 'letter';
}

/**
 * What one undo takes back: a word, a run of removed letters, or one action. The binding parts steps by
 * pauses only, so that a minute of typing without one would go at once, and a moved block with the words
 * that were typed before it.
 */
export const UndoSteps = Extension.create<Record<string, never>, { last: Kind | object | null }>({
  name: 'undoSteps',
  addStorage: () => ({ last: null }),
  dispatchTransaction({ transaction, next }) {
    const isForeign = transaction.getMeta(ySyncPluginKey) !== undefined;
    if (transaction.docChanged && !isForeign && transaction.getMeta('addToHistory') !== false) {
      const { last } = this.storage;
      const visit = transaction.getMeta(TYPED_INTO) as object | undefined;
      const kind = visit ?? (transaction.getMeta(ONE_ACTION) === true ? 'other' : kindOf(transaction));
      // A word goes with the space before it.
      const goesOn = kind !== 'other' && (kind === last || (kind === 'letter' && last === 'space'));
      if (!goesOn) {
        const { undoManager } = (yUndoPluginKey.getState(this.editor.state) ?? {}) as { undoManager?: UndoManager };
        undoManager?.stopCapturing();
      }
      this.storage.last = kind;
    } else if (transaction.selectionSet && !isForeign) this.storage.last = null;
    next(transaction);
  },
});
