import { useQuery } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { t } from '../../messages/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { copyText, pageAddress } from '../documents/pages.ts';
import { useMe } from '../frame/workspace.ts';
import { InviteForm } from './invite-form.tsx';
import { membersQuery } from './queries.ts';
import { roleName } from './role-names.ts';
import { canManage } from './roles.ts';

interface Props {
  open: boolean;
  onOpenChange(open: boolean): void;
  workspaceId: string;
  documentId: string;
}

/** Who can see this page, its link, and a way to bring somebody in. */
export function ShareDialog({ open, onOpenChange, workspaceId, documentId }: Props) {
  const me = useMe();
  const members = useQuery({ ...membersQuery(workspaceId), enabled: open });
  const workspace = me.workspaces.find((one) => one.id === workspaceId);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
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
        {workspace !== undefined && canManage(workspace.role) && (
          <section>
            <h3 className="mb-2 font-semibold">{t('share.invite', { workspace: workspace.name })}</h3>
            <InviteForm workspaceId={workspaceId} />
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
            <ul>
              {members.data.items.map(({ person, role }) => (
                <li key={person.id} className="flex h-11 items-center gap-3">
                  <Avatar small id={person.id} name={person.name} />
                  <span className="min-w-0 flex-1 truncate">
                    {person.id === me.person.id ? t('people.you', { name: person.name }) : person.name}
                  </span>
                  <span className="text-ink-soft">{roleName(role)}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </Dialog>
  );
}
