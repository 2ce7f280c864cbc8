import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { scrollerOf } from '../blocks/dragging.ts';
import { revealPosition, scrollToPosition } from '../blocks/revealing.ts';
import { ONE_ACTION } from '../extensions/undo-steps.ts';
import { expressionFor, type FindQuery, MATCH_LIMIT, matchText, type TextMatch } from './matching.ts';
import { createPatternRunner, PatternTooSlow } from './patterns.ts';

interface Match {
  from: number;
  to: number;
}

interface Drawn {
  decorations: DecorationSet;
}

/** What the bar shows. */
export interface FindState {
  open: boolean;
  replacing: boolean;
  query: FindQuery;
  count: number;
  /** From 0; -1 when nothing is current. */
  current: number;
  isCut: boolean;
  fault: 'pattern' | 'slow' | null;
  /** Counts how often it was asked for, so that the bar takes the focus again. */
  asked: number;
}

const CLOSED: FindState = {
  open: false,
  replacing: false,
  query: { text: '', matchCase: false, wholeWord: false, isPattern: false },
  count: 0,
  current: -1,
  isCut: false,
  fault: null,
  asked: 0,
};
const key = new PluginKey<Drawn>('finding');
/** How far around what is on the screen matches are drawn, in pixels. */
const AROUND = 600;

const textOf = (node: ProseMirrorNode): string => node.textBetween(0, node.content.size, undefined, '\ufffc');

/** Finds words in the page that is open: keeps where they are, shows them, goes to them and replaces them. */
export interface Finding {
  readonly state: FindState;
  subscribe(listener: () => void): () => void;
  open(replacing: boolean): void;
  close(): void;
  setQuery(query: FindQuery): void;
  step(by: 1 | -1): void;
  replaceOne(replacement: string): void;
  replaceAll(replacement: string): Promise<number>;
  /** The page changed: looks again. */
  refresh(): void;
  /** Draws what has come onto the screen. */
  redraw(): void;
  end(): void;
}

function createFinding(editor: Editor): Finding {
  const listeners = new Set<() => void>();
  const runner = createPatternRunner();
  let state = CLOSED;
  let matches: Match[] = [];
  let visited = false;
  let inBlock = new WeakMap<ProseMirrorNode, TextMatch[]>();

  const tell = (next: Partial<FindState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const textBlocks = () => {
    const found: { node: ProseMirrorNode; start: number }[] = [];
    editor.state.doc.descendants((node, position) => {
      if (node.isTextblock) found.push({ node, start: position + 1 });
      return !node.isTextblock;
    });
    return found;
  };
  const currentMatch = (): Match | undefined => matches[state.current];

  /** Takes the matches over, and goes on at the one that was current, or at the caret. */
  function take(found: Match[], from: number): void {
    matches = found.slice(0, MATCH_LIMIT);
    const next = matches.findIndex((match) => match.from >= from);
    tell({
      count: matches.length,
      isCut: found.length >= MATCH_LIMIT,
      current: matches.length === 0 ? -1 : Math.max(next, 0),
      fault: null,
    });
    redraw();
  }

  function refresh(from = currentMatch()?.from ?? editor.state.selection.from): void {
    const { query } = state;
    const expression = expressionFor(query);
    if (expression === null) {
      runner.stop();
      take([], from);
      if (query.text !== '') tell({ fault: 'pattern' });
      return;
    }
    const blocks = textBlocks();
    if (query.isPattern) {
      const { doc } = editor.state;
      runner
        .run(
          blocks.map(({ node }) => textOf(node)),
          query,
          null,
        )
        .then(
          (found) => {
            if (editor.isDestroyed || state.query !== query) return;
            if (editor.state.doc !== doc) {
              refresh(from);
              return;
            }
            take(
              found.map(({ block, start, end }) => ({
                from: (blocks[block]?.start ?? 0) + start,
                to: (blocks[block]?.start ?? 0) + end,
              })),
              from,
            );
          },
          (error: unknown) => {
            if (state.query !== query) return;
            take([], from);
            tell({ fault: error instanceof PatternTooSlow ? 'slow' : 'pattern' });
          },
        );
      return;
    }
    const found: Match[] = [];
    for (const { node, start } of blocks) {
      // A block that did not change since is not read again.
      const own = inBlock.get(node) ?? matchText(textOf(node), 0, expression, null);
      inBlock.set(node, own);
      for (const match of own) found.push({ from: start + match.start, to: start + match.end });
      if (found.length >= MATCH_LIMIT) break;
    }
    take(found, from);
  }

  /** Draws the matches that are on the screen or near it. */
  function redraw(): void {
    if (editor.isDestroyed) return;
    const { view } = editor;
    let drawn: Decoration[] = [];
    if (state.open && matches.length > 0) {
      const box = scrollerOf(view.dom).getBoundingClientRect();
      const body = view.dom.getBoundingClientRect();
      const x = body.left + body.width / 2;
      const first = view.posAtCoords({ left: x, top: Math.max(body.top + 1, box.top - AROUND) });
      const last = view.posAtCoords({ left: x, top: Math.min(body.bottom - 1, box.bottom + AROUND) });
      // What is beyond the window has no coordinates; then a wide part around what has is taken.
      const middle = view.posAtCoords({ left: x, top: (box.top + box.bottom) / 2 })?.pos ?? 0;
      const from = first?.pos ?? middle - 30_000;
      const to = last?.pos ?? middle + 30_000;
      drawn = matches
        .map((match, index) => ({ match, index }))
        .filter(({ match, index }) => index === state.current || (match.to >= from && match.from <= to))
        .map(({ match, index }) =>
          Decoration.inline(match.from, match.to, {
            class: index === state.current ? 'find-match is-current' : 'find-match',
          }),
        );
    }
    const decorations = drawn.length === 0 ? DecorationSet.empty : DecorationSet.create(view.state.doc, drawn);
    if (decorations === DecorationSet.empty && key.getState(view.state)?.decorations === DecorationSet.empty) return;
    view.dispatch(view.state.tr.setMeta(key, { decorations }).setMeta('addToHistory', false));
  }

  function show(): void {
    const match = currentMatch();
    if (match === undefined) return;
    visited = true;
    revealPosition(editor, match.from);
    redraw();
    scrollToPosition(editor, match.from);
  }

  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    get state() {
      return state;
    },
    subscribe,
    refresh: () => refresh(),
    redraw,
    end: () => runner.stop(),
    open(replacing) {
      const { selection, doc } = editor.state;
      const picked = selection.$from.sameParent(selection.$to)
        ? doc.textBetween(selection.from, selection.to).slice(0, 200)
        : '';
      visited = false;
      const text = picked.trim() === '' || state.open ? state.query.text : picked;
      inBlock = new WeakMap();
      tell({
        open: true,
        replacing: replacing && editor.isEditable,
        query: { ...state.query, text },
        asked: state.asked + 1,
      });
      refresh(selection.from);
    },
    close() {
      const match = visited ? currentMatch() : undefined;
      runner.stop();
      tell({ open: false, current: -1, count: 0 });
      matches = [];
      redraw();
      // Back to the text: at what was found, or where the caret was.
      if (match !== undefined) {
        const { tr } = editor.state;
        editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, match.from, match.to)));
      }
      editor.commands.focus(null, { scrollIntoView: false });
    },
    setQuery(query) {
      inBlock = new WeakMap();
      const from = currentMatch()?.from ?? editor.state.selection.from;
      tell({ query });
      refresh(from);
      const match = currentMatch();
      if (match !== undefined) show();
    },
    step(by) {
      if (matches.length === 0) return;
      tell({ current: (state.current + by + matches.length) % matches.length });
      show();
    },
    replaceOne(replacement) {
      const match = currentMatch();
      if (match === undefined || !editor.isEditable) return;
      const { tr, doc } = editor.state;
      const text = insteadOf(doc, match, state.query, replacement);
      if (text === null) return;
      tr.insertText(text, match.from, match.to);
      editor.view.dispatch(tr.setMeta(ONE_ACTION, true));
      refresh(match.from + text.length);
      show();
    },
    async replaceAll(replacement) {
      if (!editor.isEditable || matches.length === 0) return 0;
      const { query } = state;
      const { doc } = editor.state;
      const blocks = textBlocks();
      let changes: { from: number; to: number; text: string }[];
      if (query.isPattern) {
        const found = await runner.run(
          blocks.map(({ node }) => textOf(node)),
          query,
          replacement,
        );
        // Somebody wrote meanwhile: the places are no longer right.
        if (editor.isDestroyed || editor.state.doc !== doc) return 0;
        changes = found.map(({ block, start, end, text }) => ({
          from: (blocks[block]?.start ?? 0) + start,
          to: (blocks[block]?.start ?? 0) + end,
          text,
        }));
      } else changes = matches.map((match) => ({ ...match, text: replacement }));
      const { tr } = editor.state;
      for (const { from, to, text } of changes.toReversed()) tr.insertText(text, from, to);
      editor.view.dispatch(tr);
      refresh();
      return changes.length;
    },
  };
}

/** What stands in the place of one match; `null` when it is no longer there. */
function insteadOf(doc: ProseMirrorNode, match: Match, query: FindQuery, replacement: string): string | null {
  const at = doc.resolve(match.from);
  const expression = expressionFor(query);
  if (expression === null) return null;
  const literal = query.isPattern ? replacement : replacement.replaceAll('$', '$$$$');
  // The whole block is read, because a pattern may look at what stands before and behind.
  const start = match.from - at.parentOffset;
  const found = matchText(textOf(at.parent), 0, expression, literal).find((one) => start + one.start === match.from);
  return found === undefined || start + found.end !== match.to ? null : found.text;
}

declare module '@tiptap/core' {
  interface Storage {
    finding: { finding: Finding | null };
  }
}

/** Find and replace in the page. */
export const FindingInPage = Extension.create<Record<string, never>, { finding: Finding | null }>({
  name: 'finding',
  priority: 1200,
  addStorage: () => ({ finding: null }),
  onBeforeCreate() {
    this.storage.finding = createFinding(this.editor);
  },
  addKeyboardShortcuts() {
    const withFinding = (act: (finding: Finding) => void) => () => {
      const { finding } = this.storage;
      if (finding === null) return false;
      act(finding);
      return true;
    };
    const go = (by: 1 | -1) =>
      withFinding((finding) => {
        if (finding.state.open) finding.step(by);
        else finding.open(false);
      });
    return {
      'Mod-f': withFinding((finding) => finding.open(false)),
      'Mod-h': withFinding((finding) => finding.open(true)),
      'Mod-Alt-f': withFinding((finding) => finding.open(true)),
      F3: go(1),
      'Shift-F3': go(-1),
      'Mod-g': go(1),
      'Mod-Shift-g': go(-1),
    };
  },
  addProseMirrorPlugins() {
    const { storage } = this;
    return [
      new Plugin<Drawn>({
        key,
        state: {
          init: () => ({ decorations: DecorationSet.empty }),
          apply(transaction, { decorations }) {
            const next = transaction.getMeta(key) as Drawn | undefined;
            if (next !== undefined) return next;
            return {
              decorations: transaction.docChanged ? decorations.map(transaction.mapping, transaction.doc) : decorations,
            };
          },
        },
        props: { decorations: (state) => key.getState(state)?.decorations },
        view(view) {
          const scroller = scrollerOf(view.dom);
          let timer: ReturnType<typeof setTimeout> | undefined;
          let frame = 0;
          const onScroll = () => {
            if (storage.finding?.state.open !== true) return;
            cancelAnimationFrame(frame);
            frame = requestAnimationFrame(() => storage.finding?.redraw());
          };
          scroller.addEventListener('scroll', onScroll, { passive: true });
          return {
            update(now, before) {
              if (storage.finding?.state.open !== true || now.state.doc === before.doc) return;
              // Between two letters nothing is searched.
              clearTimeout(timer);
              timer = setTimeout(() => storage.finding?.refresh(), 120);
            },
            destroy() {
              clearTimeout(timer);
              cancelAnimationFrame(frame);
              storage.finding?.end();
              scroller.removeEventListener('scroll', onScroll);
            },
          };
        },
      }),
    ];
  },
});
