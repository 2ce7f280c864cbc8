import { getSchema } from '@tiptap/core';
import type { Schema } from '@tiptap/pm/model';
import { EditorState, type Command, type Plugin, type Transaction } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPlugin, yUndoPlugin, yUndoPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { BLOCK_TYPES } from '../block-ids.ts';
import { blockIdPlugin } from '../extensions/block-id.ts';
import { loneColumnPlugin } from '../extensions/columns.ts';
import { documentExtensions } from '../extensions/index.ts';
import { BODY_FRAGMENT } from '../schema-version.ts';

export const documentSchema = getSchema(documentExtensions());

/** An editor on a shared document with everything but a screen: the real state, binding, ids and undo. */
export interface Replica {
  readonly doc: Y.Doc;
  readonly state: EditorState;
  dispatch(transaction: Transaction): void;
  run(command: Command): boolean;
  undo(): void;
  redo(): void;
  /** The ids of the blocks in document order; null for a block without one. */
  ids(): (string | null)[];
  close(): void;
}

/** What the plugins of the editor use of a view. */
interface ScreenlessView {
  state: EditorState;
  hasFocus(): boolean;
  dispatch(transaction: Transaction): void;
}

/** The parts of y-tiptap's binding that are touched here. */
interface Binding {
  beforeTransactionSelection: object | null;
  beforeAllTransactions: () => void;
  _observeFunction: (events: unknown[], transaction: Y.Transaction) => void;
}

/**
 * The binding remembers a selection from before a change. After an undo, and
 * when it deletes while it reads what does not fit the schema, it remembers one
 * of another page, which may lie behind the end of this one. The app's binding
 * is mended in the same way.
 */
function keepSelectionFresh(sync: Plugin): void {
  const init = sync.spec.state?.init as unknown as (config: object, state: null) => { binding: Binding };
  const { binding } = init({}, null);
  const remember = binding.beforeAllTransactions;
  binding.beforeAllTransactions = () => {
    binding.beforeTransactionSelection = null;
    remember();
  };
  const observe = binding._observeFunction;
  binding._observeFunction = (events, transaction) => {
    observe(events, transaction);
    if (binding.beforeTransactionSelection !== null) binding.beforeAllTransactions();
  };
}

/** Opens an editor on a shared document. Another schema stands for another version of the program. */
export function openReplica(doc: Y.Doc, options: { schema?: Schema; newId?: () => string } = {}): Replica {
  const { schema = documentSchema, newId } = options;
  const ids = blockIdPlugin({ isEditable: () => true, ...(newId === undefined ? {} : { newId }) });
  const sync: Plugin = ySyncPlugin(doc.getXmlFragment(BODY_FRAGMENT));
  keepSelectionFresh(sync);
  const plugins: Plugin[] = [sync, yUndoPlugin(), ids, loneColumnPlugin(() => true)];
  const parts: ReturnType<NonNullable<Plugin['spec']['view']>>[] = [];
  const view: ScreenlessView = {
    state: EditorState.create({ schema, plugins }),
    hasFocus: () => false,
    dispatch(transaction) {
      const before = view.state;
      view.state = before.apply(transaction);
      for (const part of parts) part.update?.(view as unknown as EditorView, before);
    },
  };
  for (const plugin of plugins) {
    const part = plugin.spec.view?.call(plugin, view as unknown as EditorView);
    if (part !== undefined) parts.push(part);
  }
  const { undoManager } = yUndoPluginKey.getState(view.state) as { undoManager: Y.UndoManager };
  // Each edit of a test is one step, however quickly the next follows.
  undoManager.captureTimeout = 0;
  return {
    doc,
    get state() {
      return view.state;
    },
    dispatch: (transaction) => view.dispatch(transaction),
    run: (command) => command(view.state, (transaction) => view.dispatch(transaction)),
    undo: () => void undoManager.undo(),
    redo: () => void undoManager.redo(),
    ids() {
      const found: (string | null)[] = [];
      view.state.doc.descendants((node) => {
        if (BLOCK_TYPES.has(node.type.name)) found.push((node.attrs['id'] as string | null) || null);
        return !node.isTextblock;
      });
      return found;
    },
    close() {
      for (const part of parts) part.destroy?.();
    },
  };
}
