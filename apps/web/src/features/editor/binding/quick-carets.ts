import type { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey, yCursorPluginKey } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { relativePosition, type Mapping } from './relative-position.ts';

interface SyncState {
  isChangeOrigin: boolean;
  binding: { type: Y.XmlFragment; mapping: Mapping } | null;
}

interface OwnCursor {
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
}

/**
 * The awareness as the plugin that draws the others should see it: one's own caret moves with each letter,
 * and drawing everybody's carets anew for that would cost a second pass through the editor.
 */
export function ofOthers(awareness: Awareness): Awareness {
  const wrapped = new Map<unknown, (...news: never[]) => void>();
  const others = Object.create(awareness) as Awareness;
  others.on = ((name: 'change', listener: (...news: unknown[]) => void) => {
    const heard = (changes: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
      const who = [...changes.added, ...changes.updated, ...changes.removed];
      if (who.some((client) => client !== awareness.clientID)) listener(changes, origin);
    };
    wrapped.set(listener, heard as never);
    awareness.on(name, heard);
  }) as Awareness['on'];
  others.off = ((name: 'change', listener: unknown) => {
    awareness.off(name, (wrapped.get(listener) ?? listener) as never);
  }) as Awareness['off'];
  return others;
}

/** Tells the others where the caret is, without counting through the page. In place of y-tiptap's own way. */
export function announceQuickly(plugins: Plugin[], awareness: Awareness): Plugin[] {
  const cursor = plugins.find((plugin) => plugin.spec.key === yCursorPluginKey);
  const original = cursor?.spec.view;
  if (cursor === undefined || original === undefined)
    throw new Error('The carets of y-tiptap are not where they were.');
  cursor.spec.view = (view) => {
    const { destroy } = original.call(cursor, view);
    return { destroy, update: (now, before) => announce(now, before.doc !== now.state.doc, awareness) };
  };
  return plugins;
}

function announce(view: EditorView, changed: boolean, awareness: Awareness): void {
  const sync = ySyncPluginKey.getState(view.state) as SyncState | undefined;
  if (!sync?.binding) return;
  const shown = (awareness.getLocalState()?.['cursor'] ?? null) as OwnCursor | null;
  if (!view.hasFocus()) {
    if (shown !== null) awareness.setLocalStateField('cursor', null);
    return;
  }
  const { doc, selection } = view.state;
  const { type, mapping } = sync.binding;
  const anchor = relativePosition(doc, selection.anchor, type, mapping);
  const head = selection.empty ? anchor : relativePosition(doc, selection.head, type, mapping);
  const isSame = (one: Y.RelativePosition | undefined, other: Y.RelativePosition) =>
    one !== undefined && Y.compareRelativePositions(Y.createRelativePositionFromJSON(one), other);
  // After a change of others they wait to hear where this caret is, even when it did not move.
  const isAwaited = sync.isChangeOrigin && changed;
  if (!isAwaited && isSame(shown?.anchor, anchor) && isSame(shown?.head, head)) return;
  awareness.setLocalStateField('cursor', { anchor, head });
}
