import { useLayoutEffect, useState, type RefObject } from 'react';

/**
 * Which rows of a long list are near the visible part of its scroller.
 * All rows have one height, in pixels.
 */
export function useWindow(
  list: RefObject<HTMLElement | null>,
  scroller: HTMLElement | null,
  count: number,
  rowHeight: number,
): { first: number; end: number } {
  const [range, setRange] = useState({ first: 0, end: 40 });
  useLayoutEffect(() => {
    const view = scroller;
    const rows = list.current;
    if (view === null || rows === null) return;
    const measure = () => {
      const above = view.getBoundingClientRect().top - rows.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(above / rowHeight) - 12);
      const end = Math.max(0, Math.ceil((above + view.clientHeight) / rowHeight) + 12);
      setRange((old) => (old.first === first && old.end === end ? old : { first, end }));
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(view);
    watcher.observe(rows);
    view.addEventListener('scroll', measure, { passive: true });
    return () => {
      watcher.disconnect();
      view.removeEventListener('scroll', measure);
    };
  }, [list, scroller, count, rowHeight]);
  return { first: Math.min(range.first, count), end: Math.min(range.end, count) };
}
