import { AlignLeft } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { numberFormat } from '../../../messages/format.ts';
import { classes } from '../../../ui/classes.ts';
import { Notice } from '../../../ui/notice.tsx';
import { t } from '../messages/index.ts';
import { readingMinutes } from './counting.ts';
import { type OutlineHeading, pageFacts, type TextCount } from './page-facts.ts';

/** The headings of the page, with the one that is on the screen marked, and how much there is to read. */
export default function OutlinePanel({ documentId }: { documentId: string }) {
  const facts = useSyncExternalStore(pageFacts.subscribe, () => pageFacts.of(documentId));
  if (facts === null) return null;
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex-1 px-2 pt-1 pb-4">
        {facts.headings.length === 0 ? (
          <Notice icon={<AlignLeft size={28} strokeWidth={1.5} />} title={t('outline.empty.title')}>
            {t('outline.empty')}
          </Notice>
        ) : (
          <Headings headings={facts.headings} current={facts.current} />
        )}
      </div>
      <div className="sticky bottom-0 flex flex-col gap-2 border-t border-line bg-surface px-4 py-3">
        <Counts count={facts.whole} label={t('count.page')} time />
        {facts.selected !== null && facts.selected.characters > 0 && (
          <Counts count={facts.selected} label={t('count.selection')} />
        )}
      </div>
    </div>
  );
}

function Headings({ headings, current }: { headings: readonly OutlineHeading[]; current: string | null }) {
  const list = useRef<HTMLElement>(null);
  const top = Math.min(...headings.map(({ level }) => level));
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[Math.min(Math.max(next, 0), buttons.length - 1)]?.focus();
  };
  return (
    <nav ref={list} aria-label={t('outline.label')} onKeyDown={onKeyDown}>
      <ul>
        {headings.map(({ id, text, level }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === current ? 'location' : undefined}
              onClick={() => pageFacts.goTo(id)}
              style={{ paddingInlineStart: `${0.625 + (level - top) * 0.875}rem` }}
              className={classes(
                'w-full rounded-md py-1.5 pe-2 text-start wrap-anywhere max-sm:py-2.5',
                id === current ? 'bg-active font-medium text-ink' : 'text-ink-soft hover:bg-hover',
              )}
            >
              {text === '' ? <span className="text-ink-faint">{t('outline.untitled')}</span> : text}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Counts({ count, label, time }: { count: TextCount; label: string; time?: boolean }) {
  const number = numberFormat({});
  const minutes = time ? readingMinutes(count.words) : 0;
  return (
    <dl className="flex flex-wrap items-baseline gap-x-3 text-sm text-ink-soft tabular-nums">
      <dt className="basis-full text-xs text-ink-faint">{label}</dt>
      <dd>{t('count.words', { count: count.words, shown: number.format(count.words) })}</dd>
      <dd>{t('count.characters', { count: count.characters, shown: number.format(count.characters) })}</dd>
      {minutes > 0 && <dd>{t('count.minutes', { minutes, shown: number.format(minutes) })}</dd>}
    </dl>
  );
}
