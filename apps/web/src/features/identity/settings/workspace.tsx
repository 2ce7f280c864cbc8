import type { Workspace } from '@materi/contract';
import { Download } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { openDialog } from '../../frame/dialog-store.ts';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { canManage } from '../roles.ts';
import { SettingsSection } from './section.tsx';

export function WorkspaceSettings({ workspace }: { workspace: Workspace }) {
  const [name, setName] = useState(workspace.name);
  const form = useSubmit(['name']);
  const mayManage = canManage(workspace.role);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.workspaces.rename(workspace.id, name);
      await queryClient.invalidateQueries({ queryKey: ['me'] });
      toast({ tone: 'positive', text: t('settings.saved') });
    });
  };
  return (
    <>
      <SettingsSection
        title={t('settings.workspace')}
        {...(mayManage ? {} : { lead: t('settings.workspace_readonly') })}
      >
        <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
          <TextField
            label={t('workspace.name')}
            disabled={!mayManage}
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={form.error('name')}
          />
          <FormError text={form.whole} />
          {mayManage && (
            <div>
              <Button type="submit" look="primary" busy={form.busy} disabled={name.trim() === workspace.name}>
                {t('settings.save_name')}
              </Button>
            </div>
          )}
        </form>
      </SettingsSection>
      <SettingsSection title={t('export.workspace_title')} lead={t('export.workspace_lead')}>
        <Button icon={<Download size={15} />} onClick={() => openDialog({ kind: 'export', documentId: null })}>
          {t('export.workspace_open')}
        </Button>
      </SettingsSection>
    </>
  );
}
