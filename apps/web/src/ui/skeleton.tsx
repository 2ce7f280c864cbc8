import { classes } from './classes.ts';

/** Lines in the shape of what comes; unseen for the first 300 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden className="appear-late">
      <div className={classes('breathing rounded-md bg-active', className)} />
    </div>
  );
}

/** A list that is on its way. */
export function SkeletonRows({ rows = 4 }: { rows?: number }) {
  const widths = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3'];
  return (
    <div className="flex flex-col gap-3 py-2">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className={classes('h-4', widths[row % widths.length])} />
      ))}
    </div>
  );
}
