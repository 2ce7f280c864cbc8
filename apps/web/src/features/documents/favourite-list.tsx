import type { Document } from '@materi/contract';
import { Link } from '@tanstack/react-router';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import { t } from '../../messages/index.ts';
import { classes } from '../../ui/classes.ts';
import { moveFavourite } from './favourites.ts';
import { PageIcon } from './page-icon.tsx';

interface Props {
  workspaceId: string;
  pages: readonly Document[];
  currentId: string | null;
  rowClass: string;
  currentClass: string;
}

/** The favourites in the order of the person: dragged, or moved with Alt and the arrows. */
export function FavouriteList({ workspaceId, pages, currentId, rowClass, currentClass }: Props) {
  const [draggedId, setDraggedId] = useState<string | null>(null);
  // The row before which the dragged page would stand; one past the last for the end.
  const [gap, setGap] = useState<number | null>(null);
  const [said, setSaid] = useState('');

  const move = (id: string, to: number) => {
    const rest = pages.filter((page) => page.id !== id);
    const page = pages.find((one) => one.id === id);
    if (page === undefined || to < 0 || to > rest.length || pages[to]?.id === id) return;
    setSaid(t('favourites.moved', { title: page.title || t('page.untitled'), place: to + 1, count: pages.length }));
    void moveFavourite(workspaceId, id, rest[to]?.id ?? null);
  };
  const onKeyDown = (event: KeyboardEvent, at: number, id: string) => {
    const step = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as Record<string, number>)[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    move(id, at + step);
  };
  const end = () => {
    setDraggedId(null);
    setGap(null);
  };
  const onDragOver = (event: DragEvent, at: number) => {
    if (draggedId === null) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    const box = event.currentTarget.getBoundingClientRect();
    setGap(event.clientY > box.top + box.height / 2 ? at + 1 : at);
  };
  const onDrop = (event: DragEvent) => {
    if (draggedId === null || gap === null) return;
    event.preventDefault();
    event.stopPropagation();
    const from = pages.findIndex((page) => page.id === draggedId);
    move(draggedId, gap > from ? gap - 1 : gap);
    end();
  };

  return (
    <>
      <ul onDrop={onDrop} onDragEnd={end}>
        {pages.map((page, at) => (
          <li key={page.id} className="relative" onDragOver={(event) => onDragOver(event, at)}>
            <Link
              to="/d/$documentId"
              params={{ documentId: page.id }}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              className={classes(
                rowClass,
                page.id === currentId && currentClass,
                page.id === draggedId && 'opacity-45',
              )}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDraggedId(page.id);
              }}
              onKeyDown={(event) => onKeyDown(event, at, page.id)}
            >
              <PageIcon icon={page.icon} />
              <span className="truncate">{page.title || t('page.untitled')}</span>
            </Link>
            {gap === at && <DropLine className="top-0 -translate-y-1/2" />}
            {gap === pages.length && at === pages.length - 1 && <DropLine className="bottom-0 translate-y-1/2" />}
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  );
}

const DropLine = ({ className }: { className: string }) => (
  <div aria-hidden className={`pointer-events-none absolute inset-x-1 h-0.5 rounded-full bg-accent ${className}`} />
);
