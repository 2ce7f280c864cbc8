import { useNavigate } from '@tanstack/react-router';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/settings.ts';
import { NameDialog } from '../identity/name-dialog.tsx';
import { rememberWorkspace } from './workspace.ts';

export function NewWorkspaceDialog({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const make = async (name: string) => {
    const workspace = await api.workspaces.create(name);
    await queryClient.refetchQueries({ queryKey: ['me'] });
    rememberWorkspace(workspace.id);
    onClose();
    await navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } });
  };
  return (
    <NameDialog
      title={t('workspace.new')}
      description={t('workspace.new_lead')}
      label={t('workspace.name')}
      action={t('workspace.create')}
      onName={make}
      onClose={onClose}
    />
  );
}
