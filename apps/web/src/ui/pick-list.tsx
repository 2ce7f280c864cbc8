import { Fragment, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from './classes.ts';

export interface PickItem {
  key: string;
  icon?: ReactNode;
  label: string;
  /** Said more softly beside the label. */
  detail?: string | undefined;
  /** A second line. */
  note?: ReactNode;
  /** Stands above the first of those that share it. */
  group?: string | undefined;
  onPick(): void;
}

interface Props {
  /** Says what can be found here; also the placeholder. */
  label: string;
  query: string;
  onQuery(query: string): void;
  items: readonly PickItem[];
  /** Stands in place of the list when nothing fits and there is no other word to say. */
  nothing: string;
  /** Said below the list, and to those who cannot see it. */
  status?: string | undefined;
}

/** A field and the list that it narrows (ARIA combobox): arrows choose, Enter takes. */
export function PickList({ label, query, onQuery, items, nothing, status }: Props) {
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const chosen = Math.min(at, items.length - 1);
  const isEmpty = items.length === 0;
  const words = status ?? (isEmpty ? nothing : undefined);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setAt((chosen + step + items.length) % items.length);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      items[chosen]?.onPick();
    }
  };

  return (
    <div className="flex min-h-0 flex-col">
      <input
        autoFocus
        role="combobox"
        aria-label={label}
        aria-expanded={!isEmpty}
        aria-controls={`${id}-list`}
        aria-activedescendant={items[chosen] === undefined ? undefined : `${id}-${chosen}`}
        placeholder={label}
        value={query}
        onChange={(event) => {
          onQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-page outline-none placeholder:text-ink-faint"
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={isEmpty}
        className="min-h-0 flex-1 overflow-y-auto p-1.5"
      >
        {items.map((item, place) => (
          <Fragment key={item.key}>
            {item.group !== undefined && item.group !== items[place - 1]?.group && (
              <div role="presentation" className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-faint">
                {item.group}
              </div>
            )}
            <div
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === chosen}
              onMouseMove={() => setAt(place)}
              onClick={item.onPick}
              className={classes('rounded-md px-2.5', place === chosen && 'bg-active')}
            >
              <div className="flex h-9 items-center gap-2 max-sm:h-11">
                {item.icon}
                <span className="min-w-0 truncate">{item.label}</span>
                {item.detail !== undefined && (
                  <span className="min-w-0 flex-1 truncate text-sm text-ink-faint">{item.detail}</span>
                )}
              </div>
              {item.note !== undefined && (
                <div className="-mt-1 mb-2 line-clamp-2 ms-7 text-sm text-ink-soft">{item.note}</div>
              )}
            </div>
          </Fragment>
        ))}
      </div>
      {/* Always there: what a region says as it appears is not read aloud. */}
      <p
        role="status"
        className={
          words === undefined
            ? 'sr-only'
            : isEmpty
              ? 'px-4 py-7 text-center text-ink-soft'
              : 'shrink-0 border-t border-line px-4 py-2 text-xs text-ink-faint'
        }
      >
        {words}
      </p>
    </div>
  );
}
