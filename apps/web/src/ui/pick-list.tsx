import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from './classes.ts';

export interface PickItem {
  key: string;
  icon?: ReactNode;
  label: string;
  /** Said more softly beside the label. */
  detail?: string | undefined;
  onPick(): void;
}

interface Props {
  /** Says what can be found here; also the placeholder. */
  label: string;
  query: string;
  onQuery(query: string): void;
  items: readonly PickItem[];
  /** Stands in place of the list when nothing fits. */
  nothing: string;
}

/** A field and the list that it narrows (ARIA combobox): arrows choose, Enter takes. */
export function PickList({ label, query, onQuery, items, nothing }: Props) {
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const chosen = Math.min(at, items.length - 1);

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
        aria-expanded
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
        className="min-h-0 flex-1 overflow-y-auto p-1.5"
      >
        {items.length === 0 && <p className="px-3 py-6 text-center text-ink-soft">{nothing}</p>}
        {items.map((item, place) => (
          <div
            key={item.key}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === chosen}
            onMouseMove={() => setAt(place)}
            onClick={item.onPick}
            className={classes(
              'flex h-9 items-center gap-2 rounded-md px-2.5 max-sm:h-11',
              place === chosen && 'bg-active',
            )}
          >
            {item.icon}
            <span className="min-w-0 truncate">{item.label}</span>
            {item.detail !== undefined && (
              <span className="min-w-0 flex-1 truncate text-sm text-ink-faint">{item.detail}</span>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
