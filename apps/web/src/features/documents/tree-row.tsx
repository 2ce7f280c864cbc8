import { Link } from '@tanstack/react-router';
import { ChevronRight, Ellipsis, Plus } from 'lucide-react';
import { memo, useEffect, useRef, useState, type MouseEvent } from 'react';
import { t } from '../../messages/index.ts';
import { direction } from '../../messages/language.ts';
import { textDirection } from '../../messages/text-direction.ts';
import { IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { PageIcon } from './page-icon.tsx';
import { titleLimit } from './titles.ts';
import type { TreeRow } from './tree.ts';

export interface TreeRowHandlers {
  toggle(id: string): void;
  activate(id: string): void;
  createInside(id: string): void;
  /** The name was given (null: given up). */
  rename(id: string, title: string | null): void;
}

interface Props {
  row: TreeRow;
  top: number;
  height: number;
  current: boolean;
  /** Keys go to this row. */
  active: boolean;
  renaming: boolean;
  dragged: boolean;
  dropInside: boolean;
  mayEdit: boolean;
  handlers: TreeRowHandlers;
}

export const rowId = (id: string): string => `page-${id}`;

/** Rows are made anew with each change of the tree; a page that is as it was, where it was, is not drawn again. */
function isDrawnAlike({ row: before, ...old }: Props, { row: now, ...next }: Props): boolean {
  const same = (one: object, other: object) =>
    Object.entries(one).every(([name, value]) => value === other[name as keyof typeof other]);
  const { node, ...place } = before;
  const { node: nodeNow, ...placeNow } = now;
  return same(old, next) && same(place, placeNow) && same(node, nodeNow);
}

/** One page of the tree. Its menu is the tree's, asked for by a contextmenu event. */
export const TreeRowView = memo(function TreeRowView(props: Props) {
  const { row, top, height, current, active, renaming, dragged, dropInside, mayEdit, handlers } = props;
  const { node } = row;
  const title = node.title || t('page.untitled');
  // The buttons come with the pointer: drawn for every row they would cost more than all the rest.
  const [near, setNear] = useState(false);
  const byTouch = height > 40;
  const askForMenu = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    event.currentTarget.dispatchEvent(
      new window.MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: direction() === 'rtl' ? box.right : box.left,
        clientY: box.bottom + 2,
      }),
    );
  };
  return (
    <div
      role="treeitem"
      id={rowId(node.id)}
      data-id={node.id}
      aria-level={row.level}
      aria-setsize={row.siblings}
      aria-posinset={row.place}
      aria-expanded={row.hasChildren ? row.expanded : undefined}
      aria-selected={current}
      aria-label={title}
      draggable={mayEdit && !renaming}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      style={{ top, height, paddingInlineStart: 4 + (row.level - 1) * 14 }}
      className={classes(
        'group absolute inset-x-0 flex items-center gap-0.5 rounded-md pe-1 select-none',
        current ? 'bg-active font-medium text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink',
        active &&
          'group-focus-visible/tree:outline-2 group-focus-visible/tree:-outline-offset-2 group-focus-visible/tree:outline-accent',
        dropInside && 'bg-accent-soft! ring-2 ring-accent ring-inset',
        dragged && 'opacity-45',
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        onClick={() => handlers.toggle(node.id)}
        className={classes(
          'inline-flex size-5 shrink-0 items-center justify-center rounded text-ink-faint hover:bg-hover max-md:size-8',
          !row.hasChildren && 'invisible',
        )}
      >
        <ChevronRight
          size={14}
          className={classes('transition-transform duration-120', row.expanded ? 'rotate-90' : 'rtl:rotate-180')}
        />
      </button>
      {renaming ? (
        <>
          <PageIcon icon={node.icon} />
          <NameInput title={node.title} onDone={(name) => handlers.rename(node.id, name)} />
        </>
      ) : (
        <>
          <Link
            to="/d/$documentId"
            params={{ documentId: node.id }}
            tabIndex={-1}
            draggable={false}
            onClick={() => handlers.activate(node.id)}
            className="flex h-full min-w-0 flex-1 items-center gap-1 outline-none"
          >
            <PageIcon icon={node.icon} />
            <span dir="auto" className="truncate">
              {title}
            </span>
          </Link>
          {(near || byTouch) && (
            <span className="flex items-center">
              <IconButton small tabIndex={-1} label={t('page.more')} onClick={askForMenu} className="max-md:size-8">
                <Ellipsis size={15} />
              </IconButton>
              {mayEdit && (
                <IconButton
                  small
                  tabIndex={-1}
                  label={t('page.new_inside')}
                  onClick={() => handlers.createInside(node.id)}
                  className="max-md:hidden"
                >
                  <Plus size={15} />
                </IconButton>
              )}
            </span>
          )}
        </>
      )}
    </div>
  );
}, isDrawnAlike);

function NameInput({ title, onDone }: { title: string; onDone(name: string | null): void }) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    // The menu that asked for this gives the focus back first.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const finish = (name: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(name);
  };
  return (
    <input
      ref={field}
      defaultValue={title}
      dir={textDirection(title)}
      maxLength={titleLimit}
      aria-label={t('page.rename')}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(null);
      }}
      className="h-6 min-w-0 flex-1 rounded bg-raised px-1 text-ink ring-2 ring-accent outline-none"
    />
  );
}
