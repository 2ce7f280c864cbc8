import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { useSubmit } from '../identity/form.ts';
import { rememberWorkspace } from './workspace.ts';

export function NewWorkspaceDialog({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      const workspace = await api.workspaces.create(name);
      await queryClient.refetchQueries({ queryKey: ['me'] });
      rememberWorkspace(workspace.id);
      onClose();
      await navigate({ to: '/w/$workspaceId', params: { workspaceId: workspace.id } });
    });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('workspace.new')} description={t('workspace.new_lead')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-3 pt-2">
        <TextField
          label={t('workspace.name')}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.error('name')}
        />
        <FormError text={form.whole} />
        <Actions>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {t('workspace.create')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
