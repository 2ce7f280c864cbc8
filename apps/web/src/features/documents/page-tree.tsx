import type { TreeNode } from '@materi/contract';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react';
import { t } from '../../messages/index.ts';
import { inlineKey } from '../../messages/language.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { useStored } from '../frame/stored.ts';
import { markAt, placeOf, stepPlace, type DropMark } from './drop-place.ts';
import { pageMenu } from './page-menu.tsx';
import { createPage, movePage, trashPage } from './pages.ts';
import { setTitle, sendTitle } from './titles.ts';
import { ancestors, indexTree, visibleRows, type TreeRow } from './tree.ts';
import { rowId, TreeRowView, type TreeRowHandlers } from './tree-row.tsx';
import { useWindow } from './use-window.ts';

interface Props {
  workspaceId: string;
  items: readonly TreeNode[];
  mayEdit: boolean;
  /** The page that is open. */
  currentId: string | null;
  favouriteIds: ReadonlySet<string>;
  /** What scrolls the tree; null until it is on the screen. */
  scroller: HTMLElement | null;
  rowHeight: number;
  onOpened?(): void;
}

const NONE: string[] = [];
const DRAG_TYPE = 'application/x-materi-page';

/** The page tree (ARIA tree pattern): one tab stop, arrows walk, Enter opens, F2 renames, Alt and arrows move. */
export function PageTree(props: Props) {
  const { workspaceId, items, mayEdit, currentId, favouriteIds, scroller, rowHeight, onOpened } = props;
  const navigate = useNavigate();
  const tree = indexTree(items);
  const [expandedList, setExpanded] = useStored(`materi.expanded.${workspaceId}`, NONE);
  const expanded = useMemo(() => new Set(expandedList), [expandedList]);
  const rows = useMemo(() => visibleRows(tree, expanded), [tree, expanded]);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [renamingId, setRenamingId] = useState<string | null>(null);
  const [menuId, setMenuId] = useState<string | null>(null);
  const [draggedId, setDraggedId] = useState<string | null>(null);
  const [mark, setMark] = useState<(DropMark & { pastEnd: boolean }) | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const { first, end } = useWindow(list, scroller, rows.length, rowHeight);

  const openPage = (id: string) => {
    void navigate({ to: '/d/$documentId', params: { documentId: id } });
    onOpened?.();
  };
  const setOpen = (id: string, open: boolean) => {
    if (expanded.has(id) === open) return;
    setExpanded(open ? [...expandedList, id] : expandedList.filter((one) => one !== id));
  };
  const createInside = async (id: string) => {
    setOpen(id, true);
    const page = await createPage(workspaceId, { parentId: id });
    if (page !== null) openPage(page.id);
  };
  const focusTree = () => list.current?.focus({ preventScroll: true });

  const latest = useRef({ setOpen, createInside, openPage, onOpened, tree });
  useEffect(() => {
    latest.current = { setOpen, createInside, openPage, onOpened, tree };
  });
  // Stable, so that a row is drawn again only when something of its own changed.
  const handlers = useMemo<TreeRowHandlers>(
    () => ({
      toggle: (id) =>
        latest.current.setOpen(id, document.getElementById(rowId(id))?.getAttribute('aria-expanded') !== 'true'),
      activate: (id) => {
        setActiveId(id);
        latest.current.onOpened?.();
      },
      createInside: (id) => void latest.current.createInside(id),
      rename: (id, title) => {
        setRenamingId(null);
        focusTree();
        if (title === null) return;
        setTitle(workspaceId, id, title, latest.current.tree.byId.get(id)?.title ?? '');
        sendTitle(id);
      },
    }),
    [workspaceId],
  );

  // The open page can always be seen: what is above it unfolds once when it is opened.
  const revealed = useRef<string | null>(null);
  const untouched = useRef(true);
  useEffect(() => {
    if (currentId === null || scroller === null) return;
    if (revealed.current === currentId || !tree.byId.has(currentId)) return;
    revealed.current = currentId;
    untouched.current = true;
    const folded = ancestors(tree, currentId).filter((node) => !expanded.has(node.id));
    if (folded.length > 0) setExpanded([...expandedList, ...folded.map((node) => node.id)]);
    setActiveId(currentId);
    requestAnimationFrame(() => scrollTo(currentId));
  });

  // The favourites stand above it and may come later: then it is looked for again, unless somebody has moved the list.
  useEffect(() => {
    if (scroller === null) return undefined;
    const touch = () => {
      untouched.current = false;
    };
    const signs = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
    for (const sign of signs) scroller.addEventListener(sign, touch, { passive: true });
    return () => {
      for (const sign of signs) scroller.removeEventListener(sign, touch);
    };
  }, [scroller]);
  useEffect(() => {
    const open = revealed.current;
    if (open !== null && untouched.current) requestAnimationFrame(() => scrollTo(open));
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [favouriteIds.size]);

  function scrollTo(id: string): void {
    const at = rowsNow.current.findIndex((row) => row.node.id === id);
    const view = scroller;
    if (at < 0 || view === null || list.current === null) return;
    const top = list.current.getBoundingClientRect().top - view.getBoundingClientRect().top + at * rowHeight;
    if (top < 0) view.scrollTop += top - 8;
    else if (top + rowHeight > view.clientHeight) view.scrollTop += top + rowHeight - view.clientHeight + 8;
  }
  const rowsNow = useRef(rows);
  useEffect(() => {
    rowsNow.current = rows;
  });

  const activeRow = rows.find((row) => row.node.id === activeId) ?? rows[0];
  const goTo = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    setActiveId(row.node.id);
    scrollTo(row.node.id);
  };

  function onKeyDown(event: KeyboardEvent): void {
    if (activeRow === undefined || event.target !== list.current) return;
    const { node } = activeRow;
    const at = rows.indexOf(activeRow);
    if (event.altKey && mayEdit) {
      const step = ({ ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' } as const)[
        inlineKey(event.key)
      ];
      if (step === undefined) return;
      event.preventDefault();
      const place = stepPlace(tree, node, step);
      if (place === null) return;
      if (place.parentId !== null) setOpen(place.parentId, true);
      void movePage(workspaceId, node.id, place);
      return;
    }
    if (event.metaKey || event.ctrlKey) return;
    const action = keyAction(inlineKey(event.key), node, at);
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  function keyAction(key: string, node: TreeNode, at: number): (() => void) | undefined {
    const row = rows[at];
    switch (key) {
      case 'ArrowDown':
        return () => goTo(rows[at + 1]);
      case 'ArrowUp':
        return () => goTo(rows[at - 1]);
      case 'Home':
        return () => goTo(rows[0]);
      case 'End':
        return () => goTo(rows.at(-1));
      case 'ArrowRight':
        return () => (row?.expanded ? goTo(rows[at + 1]) : row?.hasChildren && setOpen(node.id, true));
      case 'ArrowLeft':
        return () =>
          row?.expanded ? setOpen(node.id, false) : goTo(rows.find((one) => one.node.id === node.parentId));
      case 'Enter':
      case ' ':
        return () => openPage(node.id);
      case 'F2':
        return mayEdit ? () => setRenamingId(node.id) : undefined;
      case 'Delete':
        return mayEdit ? () => trash(node.id) : undefined;
      default: {
        if (key.length !== 1) return undefined;
        // A letter goes to the next page that starts with it.
        const starts = (one: TreeRow) => one.node.title.toLocaleLowerCase().startsWith(key.toLocaleLowerCase());
        return () => goTo(rows.slice(at + 1).find(starts) ?? rows.find(starts));
      }
    }
  }

  function trash(id: string): void {
    const at = rows.findIndex((row) => row.node.id === id);
    setActiveId(rows[at + 1]?.node.id ?? rows[at - 1]?.node.id ?? null);
    void trashPage(workspaceId, id);
  }

  const hoverTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  function onDragOver(event: DragEvent): void {
    if (draggedId === null || list.current === null) return;
    const y = event.clientY - list.current.getBoundingClientRect().top;
    const pastEnd = y > rows.length * rowHeight;
    const next = { ...markAt(y, rowHeight, rows), pastEnd };
    if (placeOf(tree, rows, next, draggedId, pastEnd) === null) {
      setMark(null);
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    if (mark?.row === next.row && mark.zone === next.zone && mark.pastEnd === next.pastEnd) return;
    setMark(next);
    clearTimeout(hoverTimer.current);
    const over = rows[next.row];
    // A page that somebody waits over unfolds.
    if (next.zone === 'inside' && over?.hasChildren && !over.expanded) {
      hoverTimer.current = setTimeout(() => latest.current.setOpen(over.node.id, true), 600);
    }
  }

  function endDrag(): void {
    clearTimeout(hoverTimer.current);
    setDraggedId(null);
    setMark(null);
  }

  function onDrop(event: DragEvent): void {
    if (draggedId === null || mark === null) return;
    event.preventDefault();
    event.stopPropagation();
    const place = placeOf(tree, rows, mark, draggedId, mark.pastEnd);
    endDrag();
    if (place === null) return;
    if (place.parentId !== null) setOpen(place.parentId, true);
    void movePage(workspaceId, draggedId, place);
  }

  // The row that keys go to and the one that is dragged stay though they are scrolled away: screen readers are
  // told of the first by its id, and a drag ends where it began.
  const drawn = Array.from({ length: end - first }, (_, at) => first + at);
  for (const id of new Set([activeRow?.node.id, draggedId])) {
    const at = id == null ? -1 : rows.findIndex((row) => row.node.id === id);
    if (at >= 0 && (at < first || at >= end)) drawn.push(at);
  }

  const menuNode = menuId === null ? undefined : tree.byId.get(menuId);
  const entries =
    menuNode === undefined
      ? []
      : pageMenu({
          workspaceId,
          id: menuNode.id,
          mayEdit,
          favourite: favouriteIds.has(menuNode.id),
          open: openPage,
          rename: () => setRenamingId(menuNode.id),
          createInside: () => void createInside(menuNode.id),
          searchInside: () =>
            void navigate({ to: '/w/$workspaceId/search', params: { workspaceId }, search: { in: menuNode.id } }),
        });

  return (
    <ContextMenu entries={entries} onCloseAutoFocus={(event) => event.preventDefault()}>
      <div
        ref={list}
        role="tree"
        aria-label={t('tree.label')}
        aria-activedescendant={activeRow === undefined ? undefined : rowId(activeRow.node.id)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onContextMenuCapture={(event) => {
          const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]') : null;
          setMenuId(target?.dataset.id ?? activeRow?.node.id ?? null);
        }}
        onDragStart={(event) => {
          const id =
            event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]')?.dataset.id : null;
          if (id == null) return;
          event.dataTransfer.setData(DRAG_TYPE, id);
          event.dataTransfer.effectAllowed = 'move';
          setDraggedId(id);
        }}
        onDragOver={onDragOver}
        onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setMark(null)}
        onDragEnd={endDrag}
        onDrop={onDrop}
        className="group/tree relative outline-none"
        // The free space below takes pages that are dropped at the end.
        style={{ height: rows.length * rowHeight + 24 }}
      >
        {drawn
          .map((at) => rows[at] as TreeRow)
          .map((row, place) => (
            <TreeRowView
              key={row.node.id}
              row={row}
              top={(drawn[place] as number) * rowHeight}
              height={rowHeight}
              current={row.node.id === currentId}
              active={row === activeRow}
              renaming={row.node.id === renamingId}
              dragged={row.node.id === draggedId}
              dropInside={mark?.zone === 'inside' && mark.row === drawn[place]}
              mayEdit={mayEdit}
              handlers={handlers}
            />
          ))}
        {mark !== null && mark.zone !== 'inside' && (
          <DropLine
            top={(mark.row + (mark.zone === 'after' ? 1 : 0)) * rowHeight}
            level={
              mark.pastEnd
                ? 1
                : (rows[mark.row]?.level ?? 1) + (mark.zone === 'after' && rows[mark.row]?.expanded ? 1 : 0)
            }
          />
        )}
      </div>
    </ContextMenu>
  );
}

/** Where the dragged page will stand, at the depth it will have. */
function DropLine({ top, level }: { top: number; level: number }) {
  return (
    <div
      aria-hidden
      data-drop-line
      className="pointer-events-none absolute end-1 h-0.5 -translate-y-1/2 rounded-full bg-accent"
      style={{ top, insetInlineStart: 8 + (level - 1) * 14 }}
    >
      <span className="absolute -top-[3px] -start-1 size-2 rounded-full bg-accent" />
    </div>
  );
}
