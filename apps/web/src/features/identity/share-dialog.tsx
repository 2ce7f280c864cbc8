import { useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { t } from '../../messages/settings.ts';
import { Avatar, AvatarsTogether } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { copyText, pageAddress } from '../documents/pages.ts';
import { useMe } from '../frame/workspace.ts';
import { InviteForm } from './invite-form.tsx';
import { membersQuery } from './queries.ts';
import { roleName } from './role-names.ts';
import { canInvite } from './roles.ts';

interface Props {
  workspaceId: string;
  documentId: string;
  onClose(): void;
}

/** Who can see this page, its link, and a way to bring somebody in. */
export function ShareDialog({ workspaceId, documentId, onClose }: Props) {
  const me = useMe();
  const members = useQuery(membersQuery(workspaceId));
  const workspace = me.workspaces.find((one) => one.id === workspaceId);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('share.title')}
      description={t('share.lead', { workspace: workspace?.name ?? '' })}
      wide
    >
      <div className="flex flex-col gap-6 pt-2">
        <div>
          <Button
            icon={<Link2 size={15} />}
            onClick={() => void copyText(pageAddress(documentId), t('page.link_copied'))}
          >
            {t('share.copy_link')}
          </Button>
        </div>
        {workspace !== undefined && canInvite(workspace) && (
          <section>
            <h3 className="mb-2 font-semibold">{t('share.invite', { workspace: workspace.name })}</h3>
            <InviteForm workspaceId={workspaceId} own={workspace.role} />
          </section>
        )}
        <section>
          <h3 className="mb-1.5 font-semibold">{t('members.title')}</h3>
          {members.data === undefined ? (
            members.isError ? (
              <p className="text-ink-soft">{t('list.failed')}</p>
            ) : (
              <SkeletonRows rows={3} />
            )
          ) : (
            <AvatarsTogether ids={members.data.items.map(({ person }) => person.id)}>
              <ul>
                {members.data.items.map(({ person, role }) => (
                  <li key={person.id} className="flex h-11 items-center gap-3">
                    <Avatar small id={person.id} name={person.name} picture={person.picture} />
                    <span className="min-w-0 flex-1 truncate">
                      {person.id === me.person.id ? t('people.you', { name: person.name }) : person.name}
                    </span>
                    <span className="text-ink-soft">{roleName(role)}</span>
                  </li>
                ))}
              </ul>
            </AvatarsTogether>
          )}
        </section>
      </div>
    </Dialog>
  );
}
