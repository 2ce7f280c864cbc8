import type { InvitationCreated } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Mail, RefreshCw, X } from 'lucide-react';
import { useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Time } from '../../../ui/time.tsx';
import { invitationsQuery } from '../queries.ts';
import { roleName } from '../role-names.ts';
import { attempt } from './attempt.ts';
import { ShownOnce } from './shown-once.tsx';

/** Links that nobody has used yet. A link is kept only as its hash, so to see one again is to make a new one. */
export function OpenInvitations({ workspaceId }: { workspaceId: string }) {
  const { data } = useQuery(invitationsQuery(workspaceId));
  const [renewed, setRenewed] = useState<InvitationCreated | null>(null);
  const open = data?.items.filter((one) => one.acceptedAt === null) ?? [];
  const change = async (task: () => Promise<unknown>) => {
    await attempt(task);
    await queryClient.invalidateQueries({ queryKey: ['invitations', workspaceId] });
  };
  if (open.length === 0) return null;
  return (
    <div className="mt-6">
      <h2 className="mb-1.5 font-medium text-ink-soft">{t('members.invitations')}</h2>
      {renewed !== null && (
        <div className="mb-3">
          <ShownOnce label={t('members.link')} value={renewed.url} copied={t('members.link_copied')}>
            {t('members.link_ready', { role: roleName(renewed.role) })} <Time instant={renewed.expiresAt} />.
          </ShownOnce>
        </div>
      )}
      <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
        {open.map((one) => (
          <li key={one.id} className="flex items-center gap-3 px-4 py-2">
            <Mail size={16} aria-hidden className="shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <div className="truncate">{one.email ?? t('members.anyone_with_link')}</div>
              <div className="text-sm text-ink-soft">
                {roleName(one.role)}, {t('members.invited_by', { name: one.invitedBy.name })},{' '}
                {Date.parse(one.expiresAt) < Date.now() ? t('members.expired') : t('members.expires')}{' '}
                <Time instant={one.expiresAt} />
              </div>
            </div>
            <IconButton
              label={t('members.renew')}
              onClick={() =>
                void change(async () => setRenewed(await api.workspaces.renewInvitation(workspaceId, one.id)))
              }
            >
              <RefreshCw size={15} />
            </IconButton>
            <IconButton
              label={t('members.withdraw')}
              onClick={() =>
                void change(async () => {
                  await api.workspaces.withdrawInvitation(workspaceId, one.id);
                  if (renewed?.id === one.id) setRenewed(null);
                })
              }
            >
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
