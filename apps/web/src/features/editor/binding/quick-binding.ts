import type { Fragment, Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import type { Plugin, Selection, Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { updateYFragment, ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { NOTHING_KEPT, type RelativeSelection, relativeSelection, selectNear } from './kept-selection.ts';
import type { Mapping } from './relative-position.ts';

/*
 * @tiptap/y-tiptap 3.0.9 looks at the whole page for each change: at every block for a letter typed here,
 * and it builds every block anew for a letter typed elsewhere. In a page of thousands of blocks that costs
 * more than a frame. What is here makes its work depend on what changed; the result is the same, and
 * whatever is not a plain change of a few blocks is left to the binding's own way.
 */

/** The parts of y-tiptap's ProsemirrorBinding that are used or replaced here. */
interface Binding {
  readonly doc: Y.Doc;
  readonly type: Y.XmlFragment;
  mapping: Mapping;
  prosemirrorView: EditorView | null;
  beforeTransactionSelection: RelativeSelection | null;
  beforeAllTransactions: () => void;
  _observeFunction: (events: unknown[], transaction: Y.Transaction) => void;
  _prosemirrorChanged: (doc: ProseMirrorNode) => void;
  _renderSnapshot: (...snapshots: unknown[]) => void;
  _forceRerender: () => void;
  destroy: () => void;
  readonly _tr: Transaction;
}

/** More changed blocks than this are no typing; the binding looks at the page as a whole. */
const FEW_BLOCKS = 12;

/** Where two documents differ, as indexes of blocks. Blocks that are the same object are the same. */
export function changedBlocks(before: Fragment, after: Fragment): { start: number; oldEnd: number; newEnd: number } {
  let oldEnd = before.childCount;
  let newEnd = after.childCount;
  let start = 0;
  const shorter = Math.min(oldEnd, newEnd);
  while (start < shorter && before.child(start) === after.child(start)) start += 1;
  while (oldEnd > start && newEnd > start && before.child(oldEnd - 1) === after.child(newEnd - 1)) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  return { start, oldEnd, newEnd };
}

/** Keeps what is known of blocks that did not change; the binding takes out those that did. */
class KeptMapping extends Map<object, ProseMirrorNode | ProseMirrorNode[]> {
  keeps = false;
  override clear(): void {
    if (!this.keeps) super.clear();
  }
}

/** Makes the plugins of Tiptap's Collaboration extension quick. They are changed in place, before they have a view. */
export function quicken(plugins: Plugin[]): Plugin[] {
  const sync = plugins.find((plugin) => plugin.spec.key === ySyncPluginKey);
  const undo = plugins.find((plugin) => plugin.spec.key === yUndoPluginKey);
  const init = sync?.spec.state?.init as ((config: object, state: null) => { binding: Binding }) | undefined;
  const binding = init?.({}, null).binding;
  if (binding === undefined) throw new Error('The binding of y-tiptap is not where it was.');
  const isShared = quickenBinding(binding);
  keepWordsTogether(sync, isShared);
  if (undo?.spec.state !== undefined) {
    undo.spec.state.apply = (_transaction, value: { undoManager: Y.UndoManager }, oldState) => ({
      undoManager: value.undoManager,
      prevSel: relativeSelection(binding, oldState),
      hasUndoOps: value.undoManager.undoStack.length > 0,
      hasRedoOps: value.undoManager.redoStack.length > 0,
    });
  }
  return plugins;
}

/**
 * A word is undone as one, also while others write. The binding remembers that the last change was none of ours and
 * starts a new step whenever something else happens, for example when a caret of the others is drawn, although there
 * is nothing to write then.
 */
function keepWordsTogether(sync: Plugin | undefined, isShared: (doc: ProseMirrorNode) => boolean): void {
  const original = sync?.spec.view;
  if (sync === undefined || original === undefined) throw new Error('The binding of y-tiptap is not where it was.');
  sync.spec.view = (view) => {
    const { update, destroy } = original.call(sync, view);
    return {
      ...(destroy === undefined ? {} : { destroy }),
      update(now, before) {
        const { undoManager } = (yUndoPluginKey.getState(now.state) ?? {}) as { undoManager?: Y.UndoManager };
        const lastChange = undoManager?.lastChange ?? 0;
        const hadNothingToWrite = isShared(now.state.doc);
        update?.(now, before);
        if (undoManager !== undefined && hadNothingToWrite) undoManager.lastChange = lastChange;
      },
    };
  };
}

/** Answers whether the shared body is known to hold exactly this page. */
function quickenBinding(binding: Binding): (doc: ProseMirrorNode) => boolean {
  const mapping = new KeptMapping();
  binding.mapping = mapping;
  /** The page as it is in the shared body, to the binding's knowledge. */
  let shared: ProseMirrorNode | null = null;
  /** What was selected before the page is read anew as a whole. */
  let nearTo: Selection | null = null;

  binding.beforeAllTransactions = () => {
    // Also when one is remembered: after an undo it is that of the edit that was undone, of an older page.
    if (binding.prosemirrorView === null) return;
    binding.beforeTransactionSelection = relativeSelection(binding, binding.prosemirrorView.state);
  };

  const writeWhole = binding._prosemirrorChanged.bind(binding);
  binding._prosemirrorChanged = (doc) => {
    if (doc === shared) return;
    if (shared !== null && writeFew(binding, shared, doc)) {
      if (binding.prosemirrorView !== null) {
        binding.beforeTransactionSelection = relativeSelection(binding, binding.prosemirrorView.state);
      }
    } else writeWhole(doc);
    shared = doc;
  };

  const readWhole = binding._observeFunction;
  binding._observeFunction = (events, transaction) => {
    mapping.keeps = true;
    // What was written from here comes by as well, and is known.
    if (transaction.origin !== ySyncPluginKey) shared = null;
    try {
      readWhole(events, transaction);
    } finally {
      mapping.keeps = false;
    }
    // Reading may delete what does not fit the schema, and the binding is then called once more before the
    // transaction ends: with a selection of the page before, which may lie behind the end of the one now.
    if (binding.beforeTransactionSelection !== null && binding.prosemirrorView !== null) {
      binding.beforeTransactionSelection = relativeSelection(binding, binding.prosemirrorView.state);
    }
  };

  // Whenever a menu adds a plugin of its own, the editor takes all views of plugins down and puts them up again.
  // What was drawn then is still right, unless time has passed in between.
  const readAnew = binding._forceRerender.bind(binding);
  binding._forceRerender = () => {
    const state = binding.prosemirrorView?.state;
    if (shared !== null && shared === state?.doc) return;
    // It would select text at the same numbers, which in another page may lie between blocks: see `selectNear`.
    const none = binding.beforeTransactionSelection === null && state !== undefined;
    if (none) binding.beforeTransactionSelection = NOTHING_KEPT;
    nearTo = none ? state.selection : null;
    try {
      readAnew();
    } finally {
      nearTo = null;
      if (binding.beforeTransactionSelection === NOTHING_KEPT) binding.beforeTransactionSelection = null;
    }
  };
  const end = binding.destroy.bind(binding);
  binding.destroy = () => {
    end();
    queueMicrotask(() => {
      if (binding.prosemirrorView === null) shared = null;
    });
  };

  const showOld = binding._renderSnapshot.bind(binding);
  binding._renderSnapshot = (...snapshots) => {
    showOld(...snapshots);
    // What is on the screen now is not what the body holds.
    shared = null;
  };

  // What the binding replaces is all of the page; what differs is replaced.
  Object.defineProperty(binding, '_tr', {
    get(): Transaction {
      const { state } = binding.prosemirrorView as EditorView;
      const transaction = state.tr.setMeta('addToHistory', false);
      const replace = transaction.replace.bind(transaction);
      transaction.replace = (from, to, slice) => {
        transaction.replace = replace;
        const isWhole = from === 0 && to === state.doc.content.size && slice?.openStart === 0 && slice.openEnd === 0;
        if (isWhole) replaceChanged(transaction, slice);
        else replace(from, to, slice);
        if (nearTo !== null) selectNear(transaction, nearTo);
        shared = transaction.doc;
        return transaction;
      };
      return transaction;
    },
  });
  return (doc) => doc === shared;
}

/** Replaces the blocks that are others now, so that selections, decorations and drawn blocks elsewhere stay. */
function replaceChanged(transaction: Transaction, slice: Slice): void {
  const before = transaction.doc.content;
  const { start, oldEnd, newEnd } = changedBlocks(before, slice.content);
  if (start === oldEnd && start === newEnd) return;
  const sizeTo = (content: Fragment, from: number, end: number) => {
    let size = 0;
    for (let index = from; index < end; index += 1) size += content.child(index).nodeSize;
    return size;
  };
  const from = sizeTo(before, 0, start);
  const to = from + sizeTo(before, start, oldEnd);
  const newTo = from + sizeTo(slice.content, start, newEnd);
  const blocks = slice.content.cut(from, newTo);
  // Not `replace`, which may fit a slice into its surroundings: these blocks stand as they are.
  transaction.replaceWith(from, to, blocks);
}

/** Writes blocks that were changed in place. Says false when it is another kind of change, and writes nothing then. */
function writeFew(binding: Binding, before: ProseMirrorNode, after: ProseMirrorNode): boolean {
  const { start, oldEnd, newEnd } = changedBlocks(before.content, after.content);
  if (oldEnd !== newEnd || oldEnd - start > FEW_BLOCKS) return false;
  const written: [Y.XmlElement, ProseMirrorNode][] = [];
  for (let index = start; index < oldEnd; index += 1) {
    const [old, next] = [before.child(index), after.child(index)];
    const type = binding.type.get(index);
    const isSame =
      type instanceof Y.XmlElement &&
      binding.mapping.get(type) === old &&
      type.nodeName === next.type.name &&
      old.attrs['id'] === next.attrs['id'];
    if (!isSame) return false;
    written.push([type, next]);
  }
  binding.doc.transact(() => {
    for (const [type, node] of written) updateYFragment(binding.doc, type, node, binding as never);
  }, ySyncPluginKey);
  return true;
}
