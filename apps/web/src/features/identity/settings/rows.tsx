import type { ReactNode } from 'react';
import { t } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';

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
