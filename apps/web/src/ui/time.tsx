import { dateFormat, relativeTimeFormat } from '../messages/format.ts';
import { t } from '../messages/index.ts';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

export function relativeTime(instant: string, now = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size)
      return relativeTimeFormat({ numeric: 'auto' }).format(Math.round(seconds / size), unit);
  }
  return t('time.now');
}

/** How long ago, with the exact time on hover. */
export function Time({ instant, className }: { instant: string; className?: string }) {
  return (
    <time
      dateTime={instant}
      title={dateFormat({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(instant))}
      className={className}
    >
      {relativeTime(instant)}
    </time>
  );
}
