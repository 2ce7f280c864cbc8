import { useState, type ReactNode } from 'react';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { TextInput } from '../../../ui/field.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';

/** Fewer are found by looking. */
const MANY = 8;

interface RowsProps<Item> {
  /** Undefined while they are on their way. */
  items: readonly Item[] | undefined;
  failed: boolean;
  retry(): void;
  /** Said when there are none. */
  empty: string;
  children(item: Item): ReactNode;
}

/** A list in the settings, in every state that it can be in. */
export function Rows<Item>({ items, failed, retry, empty, children }: RowsProps<Item>) {
  if (items === undefined) {
    if (!failed) return <SkeletonRows />;
    return (
      <div className="flex flex-wrap items-center gap-3" role="alert">
        <p className="text-ink-soft">{t('list.failed')}</p>
        <Button onClick={retry}>{t('action.try_again')}</Button>
      </div>
    );
  }
  if (items.length === 0) return <p className="text-ink-soft">{empty}</p>;
  return <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">{items.map(children)}</ul>;
}

interface LongRowsProps<Item> extends Omit<RowsProps<Item>, 'items' | 'empty'> {
  /** Undefined while they are on their way. */
  items: readonly Item[] | undefined;
  fits(item: Item, sought: string): boolean;
  /** So many are drawn at once; more on request. */
  step: number;
  /** The name of the field by which they are searched, once there are many. */
  searchLabel: string;
  /** How many fit, in words. */
  countOf(fitting: number): string;
  /** Said when there are none that fit, or none at all. */
  emptyOf(sought: string): string;
}

/** A list that may be long: searched by words, drawn a part at a time. */
export function LongRows<Item>({ items, fits, step, searchLabel, countOf, emptyOf, ...rows }: LongRowsProps<Item>) {
  const [sought, setSought] = useState('');
  const [shown, setShown] = useState(step);
  const found = items?.filter((item) => fits(item, sought.trim()));
  return (
    <>
      {items !== undefined && items.length > MANY && (
        <div className="mb-3 flex items-center gap-3">
          <TextInput
            type="search"
            aria-label={searchLabel}
            placeholder={searchLabel}
            value={sought}
            onChange={(event) => {
              setSought(event.target.value);
              setShown(step);
            }}
            className="max-w-80"
          />
          <span role="status" className="tabular text-sm text-ink-soft">
            {countOf(found?.length ?? 0)}
          </span>
        </div>
      )}
      <Rows {...rows} items={found?.slice(0, shown)} empty={emptyOf(sought.trim())} />
      {found !== undefined && found.length > shown && (
        <Button look="quiet" className="mt-2" onClick={() => setShown(shown + step)}>
          {t('members.show_more', { count: Math.min(step, found.length - shown) })}
        </Button>
      )}
    </>
  );
}
