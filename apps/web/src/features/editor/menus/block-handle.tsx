import type { Editor } from '@tiptap/core';
import type { EditorView } from '@tiptap/pm/view';
import { GripVertical, Plus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Menu } from '../../../ui/menu.tsx';
import { BlockSelection, extendedTo } from '../blocks/block-selection.ts';
import { scrollerOf, startDrag } from '../blocks/dragging.ts';
import { type DrawnBlock, drawnBlock, firstLine, isRightToLeft, unitAt } from '../blocks/geometry.ts';
import { addBelow } from '../blocks/moving.ts';
import { type BlockRange, selectedRange } from '../blocks/units.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { blockMenu } from './block-menu.tsx';
import { focusBack } from './focus-back.ts';
import { MoveBlocksDialog } from './move-blocks-dialog.tsx';

const DRAG_BEGINS_AT = 4;
/** Between the handle and its block: room for the number or dot of an item, for the handle of a table's row. */
const GAPS: Readonly<Record<string, number>> = { listItem: 24, table: 12 };

interface Shown {
  from: number;
  top: number;
  left: number;
  /** The block's own, which may differ from the screen's. */
  direction: 'ltr' | 'rtl';
}

/** Where the handle stands for a block, in pixels of the editor's frame. */
function placeFor(block: DrawnBlock, frame: DOMRect): Shown {
  const line = firstLine(block);
  const gap = GAPS[block.node.type.name] ?? 0;
  const rightToLeft = isRightToLeft(block.dom);
  const edge = rightToLeft ? block.box.right + gap : block.box.left - gap;
  return {
    from: block.from,
    top: line.top + (line.height - 24) / 2 - frame.top,
    left: edge - frame.left,
    direction: rightToLeft ? 'rtl' : 'ltr',
  };
}

/** Before the first line of a callout stands its sign, which must be reached: the handle there is the callout's own. */
function withoutSign(view: EditorView, unit: DrawnBlock | null): DrawnBlock | null {
  if (unit === null) return null;
  const at = view.state.doc.resolve(unit.from);
  const isFirst = at.parent.type.name === 'callout' && at.index() === 0;
  return isFirst ? drawnBlock(view, at.before()) : unit;
}

/** The handle beside the block under the pointer: drag it to move the block, press it for what can be done with it. */
export function BlockHandle({ editor, box }: { editor: Editor; box: HostBox }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [open, setOpen] = useState(false);
  const [moving, setMoving] = useState<BlockRange | null>(null);
  const anchor = useRef<HTMLButtonElement>(null);
  const handle = useRef<HTMLDivElement>(null);
  const busy = useRef(false);

  const show = useCallback(
    (block: DrawnBlock | null) => {
      const frame = editor.view.dom.parentElement?.parentElement?.getBoundingClientRect();
      setShown(block === null || frame === undefined ? null : placeFor(block, frame));
    },
    [editor],
  );

  useEffect(() => {
    const { view } = editor;
    const scroller = scrollerOf(view.dom);
    let frame = 0;
    const follow = (event: Event) => {
      if (!(event instanceof PointerEvent) || event.pointerType !== 'mouse') return;
      const { clientX: x, clientY: y, target, buttons } = event;
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (busy.current || view.isDestroyed || buttons !== 0) return;
        if (target instanceof Node && handle.current?.contains(target) === true) return;
        const body = view.dom.getBoundingClientRect();
        const unit = y < body.top - 8 || y > body.bottom ? null : withoutSign(view, unitAt(view, x, y));
        // Far below the last block there is nothing to take hold of.
        show(unit === null || y > unit.box.bottom + 40 ? null : unit);
      });
    };
    const hide = () => !busy.current && setShown(null);
    const onUpdate = () => hide();
    scroller.addEventListener('pointermove', follow);
    scroller.addEventListener('pointerleave', hide);
    editor.on('update', onUpdate);
    view.dom.addEventListener('keydown', hide);
    return () => {
      cancelAnimationFrame(frame);
      scroller.removeEventListener('pointermove', follow);
      scroller.removeEventListener('pointerleave', hide);
      editor.off('update', onUpdate);
      view.dom.removeEventListener('keydown', hide);
    };
  }, [editor, show]);

  /** The block of the handle; all selected blocks when it is one of them. */
  const range = useCallback((): BlockRange | null => {
    const { selection, doc } = editor.state;
    const node = shown === null ? null : doc.nodeAt(shown.from);
    if (shown === null || node === null) return selectedRange(editor.state);
    const isOfMany = selection instanceof BlockSelection && selection.from <= shown.from && shown.from < selection.to;
    return isOfMany ? { from: selection.from, to: selection.to } : { from: shown.from, to: shown.from + node.nodeSize };
  }, [editor, shown]);

  const openMenu = useCallback(() => {
    anchor.current?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  }, []);
  useEffect(() => {
    // By keyboard the handle comes to the block at the caret, with its menu open.
    editor.storage.pageKeys.openBlockMenu = () => {
      const at = selectedRange(editor.state);
      const block = at === null ? null : drawnBlock(editor.view, at.from);
      if (block === null) return;
      busy.current = true;
      show(block);
      requestAnimationFrame(openMenu);
    };
    return () => {
      editor.storage.pageKeys.openBlockMenu = null;
    };
  }, [editor, show, openMenu]);

  function onGripDown(event: React.PointerEvent<HTMLButtonElement>): void {
    if (event.button !== 0) return;
    const grip = event.currentTarget;
    const start = { x: event.clientX, y: event.clientY };
    const { shiftKey } = event;
    let drag: ReturnType<typeof startDrag> | null = null;
    busy.current = true;
    const move = (moved: PointerEvent) => {
      if (drag === null && Math.hypot(moved.clientX - start.x, moved.clientY - start.y) < DRAG_BEGINS_AT) return;
      const at = range();
      if (drag === null && at !== null) drag = startDrag(editor, at);
      drag?.move(moved.clientX, moved.clientY);
    };
    const stop = (then: () => void) => {
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', drop);
      document.removeEventListener('pointercancel', cancel);
      document.removeEventListener('keydown', onKey, true);
      busy.current = false;
      then();
    };
    const cancel = () => stop(() => drag?.cancel());
    const drop = () =>
      stop(() => {
        if (drag !== null) {
          setShown(null);
          drag.drop();
        } else if (shiftKey && shown !== null) {
          const selection = extendedTo(editor.state.doc, editor.state.selection, shown.from + 1);
          if (selection !== null) editor.view.dispatch(editor.state.tr.setSelection(selection));
          editor.commands.focus(null, { scrollIntoView: false });
        } else openMenu();
      });
    const onKey = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.stopPropagation();
      pressed.preventDefault();
      cancel();
    };
    // The focus stays in the text, and no words are selected.
    event.preventDefault();
    grip.focus({ preventScroll: true });
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', drop);
    document.addEventListener('pointercancel', cancel);
    document.addEventListener('keydown', onKey, true);
  }

  return (
    <>
      <div
        ref={handle}
        className="block-handle"
        dir={shown?.direction}
        style={shown === null ? { display: 'none' } : { top: shown.top, left: shown.left }}
      >
        <div className="block-handle-buttons">
          <button
            type="button"
            className="block-handle-button"
            aria-label={t('handle.add')}
            onClick={() => {
              const node = shown === null ? null : editor.state.doc.nodeAt(shown.from);
              if (shown !== null && node !== null) addBelow(editor, { position: shown.from, node });
            }}
          >
            <Plus size={16} />
          </button>
          <Menu
            entries={blockMenu({ editor, box, range, moveToPage: () => setMoving(range()) })}
            onOpenChange={(next) => {
              setOpen(next);
              busy.current = next;
              const at = range();
              if (!next || at === null) return;
              const selection = BlockSelection.of(editor.state.doc, at);
              if (selection !== null) editor.view.dispatch(editor.state.tr.setSelection(selection));
            }}
            onCloseAutoFocus={(event) => {
              if (moving === null) focusBack(editor, event);
              else event.preventDefault();
            }}
          >
            {/* The menu hangs here. It would open with the press that begins a drag, so the grip opens it with a click. */}
            <button ref={anchor} type="button" tabIndex={-1} aria-hidden className="block-handle-anchor" />
          </Menu>
          <button
            type="button"
            className="block-handle-button is-grip"
            aria-label={t('handle.label')}
            aria-haspopup="menu"
            aria-expanded={open}
            data-open={open}
            onPointerDown={onGripDown}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              openMenu();
            }}
          >
            <GripVertical size={16} />
          </button>
        </div>
      </div>
      {moving !== null && <MoveBlocksDialog editor={editor} box={box} range={moving} onClose={() => setMoving(null)} />}
    </>
  );
}
