import type { ApiKey, KeyCreated, KeyScope } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t, type MessageKey } from '../../../messages/settings.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { Field, Select, TextField } from '../../../ui/field.tsx';
import { Time } from '../../../ui/time.tsx';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { NameDialog } from '../name-dialog.tsx';
import { keysQuery } from '../queries.ts';
import { attempt } from './attempt.ts';
import { Rows } from './rows.tsx';
import { SettingsSection } from './section.tsx';
import { ShownOnce } from './shown-once.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['keys'] });

/** What keys may do, in plain words; scopes can also be combined in other ways through the API. */
const RIGHTS: { name: MessageKey & `keys_settings.${string}`; scopes: KeyScope[] }[] = [
  { name: 'keys_settings.all', scopes: ['*'] },
  { name: 'keys_settings.read', scopes: ['documents:read', 'workspaces:read'] },
  { name: 'keys_settings.write', scopes: ['documents:write', 'workspaces:read'] },
  { name: 'keys_settings.manage', scopes: ['documents:write', 'workspaces:write'] },
  { name: 'keys_settings.look', scopes: ['workspaces:read'] },
];
const LIVES = [30, 90, 365] as const;

function rightsOf(scopes: readonly KeyScope[]): string {
  const named = [...scopes].toSorted().join(' ');
  const found = RIGHTS.find((one) => one.scopes.toSorted().join(' ') === named);
  return t(found?.name ?? 'keys_settings.other');
}

export function KeySettings() {
  const { data, isError, refetch } = useQuery(keysQuery);
  const [deletes, setDeletes] = useState<ApiKey | null>(null);
  const [renames, setRenames] = useState<ApiKey | null>(null);
  const remove = async (key: ApiKey) => {
    await attempt(() => api.me.deleteKey(key.id));
    await refresh();
  };
  return (
    <SettingsSection title={t('settings.keys')} lead={t('settings.keys_lead')}>
      <NewKey />
      <div className="mt-6">
        <Rows items={data?.items} failed={isError} retry={() => void refetch()} empty={t('settings.keys_none')}>
          {(key) => (
            <li key={key.id} className="flex items-center gap-2 px-4 py-3">
              <KeyRound size={17} aria-hidden className="me-1 shrink-0 text-ink-faint" />
              <div className="min-w-0 flex-1">
                <div className="flex min-w-0 items-baseline gap-2">
                  <span className="truncate">{key.name}</span>
                  <span className="shrink-0 font-mono text-xs text-ink-soft max-sm:hidden">{key.prefix}…</span>
                </div>
                <div className="text-sm text-ink-soft">
                  {rightsOf(key.scopes)}
                  {' · '}
                  {key.lastUsedAt === null ? t('settings.key_unused') : t('settings.key_used')}{' '}
                  {key.lastUsedAt !== null && <Time instant={key.lastUsedAt} />}
                  {key.expiresAt !== null && (
                    <>
                      {' · '}
                      {Date.parse(key.expiresAt) < Date.now() ? t('keys_settings.ended') : t('keys_settings.ends')}{' '}
                      <Time instant={key.expiresAt} />
                    </>
                  )}
                </div>
              </div>
              <IconButton label={t('keys_settings.rename', { name: key.name })} onClick={() => setRenames(key)}>
                <Pencil size={15} />
              </IconButton>
              <Button className="max-sm:hidden" onClick={() => setDeletes(key)}>
                {t('settings.key_delete')}
              </Button>
              <IconButton label={t('settings.key_delete')} className="sm:hidden" onClick={() => setDeletes(key)}>
                <Trash2 size={16} />
              </IconButton>
            </li>
          )}
        </Rows>
      </div>
      <Confirm
        open={deletes !== null}
        onOpenChange={(open) => !open && setDeletes(null)}
        title={t('settings.key_delete_ask', { name: deletes?.name ?? '' })}
        description={t('settings.key_delete_warning')}
        action={t('settings.key_delete')}
        onConfirm={() => deletes !== null && void remove(deletes)}
      />
      {renames !== null && <RenameKey apiKey={renames} onClose={() => setRenames(null)} />}
    </SettingsSection>
  );
}

function NewKey() {
  const [name, setName] = useState('');
  const [rights, setRights] = useState(0);
  const [life, setLife] = useState(0);
  const [made, setMade] = useState<KeyCreated | null>(null);
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      const scopes = RIGHTS[rights]?.scopes ?? ['*'];
      setMade(await api.me.createKey({ name, scopes, ...(life === 0 ? {} : { expiresInDays: life }) }));
      setName('');
      await refresh();
    });
  };
  return (
    <div className="flex flex-col gap-4">
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('settings.key_name')}
          placeholder={t('settings.key_name_example')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.error('name')}
        />
        <div className="flex flex-wrap gap-4">
          <Field label={t('keys_settings.rights')}>
            {(control) => (
              <Select {...control} value={rights} onChange={(event) => setRights(Number(event.target.value))}>
                {RIGHTS.map((one, index) => (
                  <option key={one.name} value={index}>
                    {t(one.name)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('keys_settings.expires')}>
            {(control) => (
              <Select {...control} value={life} onChange={(event) => setLife(Number(event.target.value))}>
                <option value={0}>{t('keys_settings.never')}</option>
                {LIVES.map((days) => (
                  <option key={days} value={days}>
                    {t('keys_settings.in_days', { days })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <FormError text={form.whole} />
        <div>
          <Button type="submit" look="primary" busy={form.busy}>
            {t('settings.key_create')}
          </Button>
        </div>
      </form>
      {made !== null && (
        <ShownOnce label={t('settings.key')} value={made.key} copied={t('settings.key_copied')}>
          {t('settings.key_once')}
        </ShownOnce>
      )}
    </div>
  );
}

function RenameKey({ apiKey, onClose }: { apiKey: ApiKey; onClose(): void }) {
  const rename = async (name: string) => {
    await api.me.renameKey(apiKey.id, name);
    onClose();
    await refresh();
  };
  return (
    <NameDialog
      title={t('keys_settings.rename_title')}
      label={t('settings.key_name')}
      action={t('settings.save_name')}
      initialName={apiKey.name}
      onName={rename}
      onClose={onClose}
    />
  );
}
