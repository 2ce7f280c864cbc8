import { useEffect } from 'react';
import { later, useLater } from './later.ts';
import type { SheetProps } from './sheet-body.tsx';

const body = later(() => import('./sheet-body.tsx'));

/** Brings the code of sheets when there is time, so that the first one opens at once. */
export const loadSheets = (): Promise<unknown> => body.load();

/** What stands beside the page on a desk comes over it on a phone. */
export function Sheet(props: SheetProps) {
  const parts = useLater(body);
  const { open, onOpenChange } = props;
  useEffect(() => {
    // What does not come opens nothing; the next press tries again.
    if (open && parts === null) body.load().catch(() => onOpenChange(false));
  }, [open, parts, onOpenChange]);
  return parts === null ? null : <parts.SheetBody {...props} />;
}
