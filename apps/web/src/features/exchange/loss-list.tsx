import type { ImportLoss } from '@materi/contract';
import { TriangleAlert } from 'lucide-react';
import { t } from '../../messages/exchange.ts';

/** What a page shows in another way than the file, each with a few examples. */
export function LossList({ losses }: { losses: readonly ImportLoss[] }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {losses.map(({ kind, count, examples }) => (
        <li key={kind} className="flex gap-2">
          <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-caution" />
          <div className="min-w-0">
            {t(`loss.${kind}`, { count })}
            {examples.length > 0 && (
              <span className="block truncate text-sm text-ink-soft" title={examples.join('\n')}>
                {examples.join(' · ')}
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
