import type { Workspace } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Actions, Confirm, Dialog } from '../../../ui/dialog.tsx';
import { Field, Select, TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMe } from '../../frame/workspace.ts';
import { membersQuery } from '../queries.ts';
import { attempt } from './attempt.ts';
import { refreshWorkspaces } from './archived-workspaces.tsx';
import { SettingsSection } from './section.tsx';

/** After a workspace is out of reach: to another one, or to the page that says there is none. */
function useAway(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    await refreshWorkspaces();
    await navigate({ to: '/', replace: true });
  };
}

/** Makes somebody else the owner. */
export function HandOver({ workspace }: { workspace: Workspace }) {
  const me = useMe();
  const { data } = useQuery(membersQuery(workspace.id));
  const [chosen, setChosen] = useState('');
  const [asks, setAsks] = useState(false);
  const others = data?.items.filter(({ person }) => person.id !== me.person.id) ?? [];
  const name = others.find(({ person }) => person.id === chosen)?.person.name ?? '';
  const handOver = async () => {
    if (!(await attempt(() => api.workspaces.handOver(workspace.id, chosen)))) return;
    toast({ tone: 'positive', text: t('workspace_settings.handed_over', { name }) });
    await refreshWorkspaces();
  };
  return (
    <SettingsSection title={t('workspace_settings.hand_over')} lead={t('workspace_settings.hand_over_lead')}>
      {data !== undefined && others.length === 0 ? (
        <p className="text-ink-soft">{t('workspace_settings.hand_over_alone')}</p>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <Field label={t('workspace_settings.hand_over_to')}>
            {(control) => (
              <Select
                {...control}
                className="max-w-72"
                value={chosen}
                onChange={(event) => setChosen(event.target.value)}
              >
                <option value="">{t('workspace_settings.hand_over_choose')}</option>
                {others.map(({ person }) => (
                  <option key={person.id} value={person.id}>
                    {person.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Button disabled={chosen === ''} onClick={() => setAsks(true)}>
            {t('workspace_settings.hand_over')}
          </Button>
        </div>
      )}
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={t('workspace_settings.hand_over_ask', { name })}
        description={t('workspace_settings.hand_over_warning')}
        action={t('workspace_settings.hand_over')}
        onConfirm={() => void handOver()}
      />
    </SettingsSection>
  );
}

export function LeaveWorkspace({ workspace }: { workspace: Workspace }) {
  const me = useMe();
  const away = useAway();
  const { data } = useQuery(membersQuery(workspace.id));
  const [asks, setAsks] = useState(false);
  const isLastOwner =
    workspace.role === 'owner' && (data?.items.filter(({ role }) => role === 'owner').length ?? 1) < 2;
  const leave = async () => {
    if (await attempt(() => api.workspaces.removeMember(workspace.id, me.person.id))) await away();
  };
  return (
    <SettingsSection
      title={t('workspace_settings.leave')}
      lead={isLastOwner ? t('workspace_settings.leave_last_owner') : t('workspace_settings.leave_lead')}
    >
      <Button disabled={isLastOwner} onClick={() => setAsks(true)}>
        {t('workspace_settings.leave')}
      </Button>
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={t('workspace_settings.leave_ask', { name: workspace.name })}
        description={t('workspace_settings.leave_lead')}
        action={t('workspace_settings.leave')}
        onConfirm={() => void leave()}
      />
    </SettingsSection>
  );
}

/** Puts the workspace away; its name has to be typed. */
export function ArchiveWorkspace({ workspace }: { workspace: Workspace }) {
  const away = useAway();
  const [asks, setAsks] = useState(false);
  const [typed, setTyped] = useState('');
  const archive = async () => {
    setAsks(false);
    if (!(await attempt(() => api.workspaces.archive(workspace.id, typed)))) return;
    toast({ text: t('workspace_settings.archived', { name: workspace.name }) });
    await away();
  };
  return (
    <SettingsSection title={t('workspace_settings.archive')} lead={t('workspace_settings.archive_lead')}>
      <Button
        className="text-critical!"
        onClick={() => {
          setTyped('');
          setAsks(true);
        }}
      >
        {t('workspace_settings.archive')}
      </Button>
      <Dialog
        open={asks}
        onOpenChange={setAsks}
        title={t('workspace_settings.archive')}
        description={t('workspace_settings.archive_lead')}
      >
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() === workspace.name) void archive();
          }}
        >
          <TextField
            label={t('workspace_settings.archive_type', { name: workspace.name })}
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          <Actions>
            <Button onClick={() => setAsks(false)}>{t('action.cancel')}</Button>
            <Button type="submit" look="critical" disabled={typed.trim() !== workspace.name}>
              {t('workspace_settings.archive')}
            </Button>
          </Actions>
        </form>
      </Dialog>
    </SettingsSection>
  );
}
