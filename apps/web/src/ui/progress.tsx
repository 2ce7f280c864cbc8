/** Long work: how far (0–1) as a bar and a number. */
export function Progress({ part, label }: { part: number; label: string }) {
  const percent = Math.round(part * 100);
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 flex-1 overflow-hidden rounded-full bg-active"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-160"
          style={{ width: `${percent}%` }}
        />
      </div>
      <span className="tabular w-9 text-end text-sm text-ink-soft">{percent}%</span>
    </div>
  );
}
