import type { InviterRole, Workspace } from '@materi/contract';
import { Download } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, Select, TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { openDialog } from '../../frame/dialog-store.ts';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { canManage } from '../roles.ts';
import { ArchivedWorkspaces } from './archived-workspaces.tsx';
import { attempt } from './attempt.ts';
import { SettingsSection } from './section.tsx';
import { ArchiveWorkspace, HandOver, LeaveWorkspace } from './workspace-end.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['me'] });

export function WorkspaceSettings({ workspace }: { workspace: Workspace }) {
  const mayManage = canManage(workspace.role);
  const isOwner = workspace.role === 'owner';
  return (
    <>
      <SettingsSection
        title={t('settings.workspace')}
        {...(mayManage ? {} : { lead: t('settings.workspace_readonly') })}
      >
        <div className="flex flex-col gap-6">
          <NameAndIcon key={workspace.id} workspace={workspace} disabled={!mayManage} />
          <Inviters workspace={workspace} disabled={!isOwner} />
        </div>
      </SettingsSection>
      <SettingsSection title={t('export.workspace_title')} lead={t('export.workspace_lead')}>
        <Button icon={<Download size={15} />} onClick={() => openDialog({ kind: 'export', documentId: null })}>
          {t('export.workspace_open')}
        </Button>
      </SettingsSection>
      {isOwner && <HandOver workspace={workspace} />}
      <LeaveWorkspace workspace={workspace} />
      {isOwner && <ArchiveWorkspace workspace={workspace} />}
      <ArchivedWorkspaces />
    </>
  );
}

function NameAndIcon({ workspace, disabled }: { workspace: Workspace; disabled: boolean }) {
  const [name, setName] = useState(workspace.name);
  const [icon, setIcon] = useState(workspace.icon ?? '');
  const form = useSubmit(['name', 'icon']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.workspaces.update(workspace.id, { name, icon: icon.trim() === '' ? null : icon });
      await refresh();
      toast({ tone: 'positive', text: t('settings.saved') });
    });
  };
  const isSame = name.trim() === workspace.name && icon.trim() === (workspace.icon ?? '');
  return (
    <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
      <TextField
        label={t('workspace.name')}
        disabled={disabled}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={form.error('name')}
      />
      <TextField
        label={t('workspace_settings.icon')}
        hint={t('workspace_settings.icon_hint')}
        disabled={disabled}
        maxLength={32}
        className="w-24!"
        value={icon}
        onChange={(event) => setIcon(event.target.value)}
        error={form.error('icon')}
      />
      <FormError text={form.whole} />
      {!disabled && (
        <div>
          <Button type="submit" look="primary" busy={form.busy} disabled={isSame}>
            {t('workspace_settings.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function Inviters({ workspace, disabled }: { workspace: Workspace; disabled: boolean }) {
  const choose = async (invite: InviterRole) => {
    await attempt(() => api.workspaces.update(workspace.id, { invite }));
    await refresh();
  };
  return (
    <Field label={t('workspace_settings.invite')} hint={t('workspace_settings.invite_hint')}>
      {(control) => (
        <Select
          {...control}
          disabled={disabled}
          className="max-w-96"
          value={workspace.invite}
          onChange={(event) => void choose(event.target.value as InviterRole)}
        >
          <option value="owner">{t('workspace_settings.invite_owner')}</option>
          <option value="admin">{t('workspace_settings.invite_admin')}</option>
          <option value="editor">{t('workspace_settings.invite_editor')}</option>
        </Select>
      )}
    </Field>
  );
}
