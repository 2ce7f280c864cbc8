import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { scrollerOf } from '../blocks/dragging.ts';
import { flashElement } from '../blocks/revealing.ts';
import type { HostBox } from '../host.ts';
import { createCounter } from './counting.ts';
import { type OutlineHeading, pageFacts } from './page-facts.ts';

/** How long after the last letter the facts are told again. */
const REST_MS = 200;

function headingsOf(doc: ProseMirrorNode): (OutlineHeading & { position: number })[] {
  const found: (OutlineHeading & { position: number })[] = [];
  doc.descendants((node, position) => {
    if (node.type.name === 'heading') {
      const text = node
        .textBetween(0, node.content.size, undefined, (leaf) => String(leaf.attrs['label'] ?? ' '))
        .trim();
      found.push({ id: String(node.attrs['id'] ?? ''), text, level: Number(node.attrs['level'] ?? 1), position });
    }
    return !node.isTextblock && node.type.name !== 'table';
  });
  return found;
}

/** The last heading above the upper part of the screen. */
function currentHeading(editor: Editor, headings: readonly { id: string; position: number }[]): string | null {
  const scroller = scrollerOf(editor.view.dom);
  const edge = scroller.getBoundingClientRect().top + 144;
  let [low, high] = [0, headings.length - 1];
  let current: string | null = null;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const heading = headings[middle];
    const dom = heading === undefined ? null : editor.view.nodeDOM(heading.position);
    const isAbove = !(dom instanceof HTMLElement) || dom.getBoundingClientRect().top <= edge;
    if (isAbove) {
      current = heading?.id ?? current;
      low = middle + 1;
    } else high = middle - 1;
  }
  return current ?? headings[0]?.id ?? null;
}

function goToHeading(editor: Editor, id: string): void {
  const heading = headingsOf(editor.state.doc).find((one) => one.id === id);
  const dom = heading === undefined ? null : editor.view.nodeDOM(heading.position);
  if (heading === undefined || !(dom instanceof HTMLElement)) return;
  flashElement(dom, 'start');
  if (editor.isEditable) {
    editor
      .chain()
      .setTextSelection(heading.position + 1 + (editor.state.doc.nodeAt(heading.position)?.content.size ?? 0))
      .run();
    editor.commands.focus(null, { scrollIntoView: false });
  }
}

/** Tells panels beside the page of its headings and its length, once the keys rest. */
export const PagePublishing = Extension.create<{ box: HostBox }>({
  name: 'pagePublishing',
  addProseMirrorPlugins() {
    const { editor } = this;
    const { documentId } = this.options.box.current;
    return [
      new Plugin({
        key: new PluginKey('pagePublishing'),
        view(view) {
          const counter = createCounter();
          const scroller = scrollerOf(view.dom);
          const go = (id: string) => goToHeading(editor, id);
          let headings = headingsOf(view.state.doc);
          let whole = { words: 0, characters: 0 };
          let counted: ProseMirrorNode | null = null;
          let timer: ReturnType<typeof setTimeout> | undefined;
          let frame = 0;

          function publish(): void {
            if (!pageFacts.isRead() || view.isDestroyed) return;
            const { doc, selection } = view.state;
            if (counted !== doc) {
              headings = headingsOf(doc);
              whole = counter.whole(doc);
              counted = doc;
            }
            const selected = selection.empty ? null : counter.between(doc, selection.from, selection.to);
            pageFacts.publish(
              documentId,
              {
                headings: headings.map(({ id, text, level }) => ({ id, text, level })),
                current: currentHeading(editor, headings),
                whole,
                selected,
              },
              go,
            );
          }
          const soon = () => {
            clearTimeout(timer);
            timer = setTimeout(publish, REST_MS);
          };
          const onScroll = () => {
            if (!pageFacts.isRead()) return;
            cancelAnimationFrame(frame);
            frame = requestAnimationFrame(() => {
              const before = pageFacts.of(documentId);
              const current = currentHeading(editor, headings);
              if (before !== null && before.current !== current) {
                pageFacts.publish(documentId, { ...before, current }, go);
              }
            });
          };
          scroller.addEventListener('scroll', onScroll, { passive: true });
          const stopAsking = pageFacts.onRead(soon);
          soon();
          return {
            update(now, before) {
              if (now.state.doc !== before.doc || !now.state.selection.eq(before.selection)) soon();
            },
            destroy() {
              clearTimeout(timer);
              cancelAnimationFrame(frame);
              stopAsking();
              scroller.removeEventListener('scroll', onScroll);
              pageFacts.withdraw(documentId);
            },
          };
        },
      }),
    ];
  },
});
