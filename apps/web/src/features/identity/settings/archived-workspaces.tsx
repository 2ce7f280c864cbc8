import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { archivedQuery } from '../queries.ts';
import { attempt } from './attempt.ts';
import { SettingsSection } from './section.tsx';

/** After workspaces came or went. */
export async function refreshWorkspaces(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['me'] });
  for (const key of ['members', 'archived']) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Those of one's own that were put away; nothing when there are none. */
export function ArchivedWorkspaces() {
  const navigate = useNavigate();
  const { data } = useQuery(archivedQuery);
  if (data === undefined || data.items.length === 0) return null;
  const restore = async (id: string, name: string) => {
    if (!(await attempt(() => api.workspaces.restore(id)))) return;
    toast({ tone: 'positive', text: t('workspace_settings.restored', { name }) });
    await refreshWorkspaces();
    await navigate({ to: '/w/$workspaceId', params: { workspaceId: id } });
  };
  return (
    <SettingsSection title={t('workspace_settings.archived_title')} lead={t('workspace_settings.archived_lead')}>
      <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
        {data.items.map(({ id, name, archivedAt }) => (
          <li key={id} className="flex items-center gap-3 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <div className="truncate font-medium">{name}</div>
              <div className="text-sm text-ink-soft">
                {t('workspace_settings.archived_at')} <Time instant={archivedAt} />
              </div>
            </div>
            <Button onClick={() => void restore(id, name)}>{t('workspace_settings.restore')}</Button>
          </li>
        ))}
      </ul>
    </SettingsSection>
  );
}
