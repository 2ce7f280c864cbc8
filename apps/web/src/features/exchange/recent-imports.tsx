import type { RecentImport } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { UndoImport } from './undo.tsx';

interface Props {
  workspaceId: string;
  onContinue(importId: string): void;
  /** Shown where there was none. */
  whenNone?: ReactNode;
}

const STATUS = {
  running: 'import.status_running',
  failed: 'import.status_failed',
  cancelled: 'import.status_cancelled',
  undone: 'import.status_undone',
} as const;

/** The imports of the workspace, each with a way back. */
export function RecentImports({ workspaceId, onContinue, whenNone = null }: Props) {
  const { data, refetch } = useQuery({
    queryKey: ['imports', workspaceId],
    queryFn: () => api.workspaces.imports(workspaceId),
    staleTime: 0,
  });
  const items = data?.items ?? [];
  if (items.length === 0) return data === undefined ? null : whenNone;
  return (
    <section aria-label={t('import.recent')}>
      <h3 className="font-medium">{t('import.recent')}</h3>
      <ul className="mt-1.5 max-h-56 overflow-y-auto rounded-lg ring-1 ring-line ring-inset">
        {items.map((one) => (
          <li
            key={one.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2 last:border-0"
          >
            <div className="min-w-40 flex-1">
              <div className="truncate font-medium" title={one.label}>
                {one.label}
              </div>
              <div className="text-sm text-ink-soft">
                <Facts one={one} /> · <Time instant={one.createdAt} />
              </div>
            </div>
            {one.canContinue && (
              <Button aria-label={t('import.continue_of', { label: one.label })} onClick={() => onContinue(one.id)}>
                {t('import.continue')}
              </Button>
            )}
            {one.canUndo && one.documents > 0 && (
              <UndoImport
                workspaceId={workspaceId}
                importId={one.id}
                label={one.label}
                onUndone={() => void refetch()}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ one }: { one: RecentImport }) {
  const facts = t('import.recent_facts', {
    documents: one.documents,
    person: one.person?.name ?? t('import.somebody'),
  });
  return one.status === 'done' ? facts : `${facts} · ${t(STATUS[one.status])}`;
}
