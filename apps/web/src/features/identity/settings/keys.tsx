import type { ApiKey, KeyCreated } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Copy, KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { TextField, TextInput } from '../../../ui/field.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { copyText } from '../../documents/pages.ts';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { keysQuery } from '../queries.ts';
import { SettingsSection } from './section.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['keys'] });

export function KeySettings() {
  const { data, isError } = useQuery(keysQuery);
  const [name, setName] = useState('');
  const [made, setMade] = useState<KeyCreated | null>(null);
  const [asked, setAsked] = useState<ApiKey | null>(null);
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      setMade(await api.me.createKey({ name }));
      setName('');
      await refresh();
    });
  };
  const remove = async (key: ApiKey) => {
    try {
      await api.me.deleteKey(key.id);
    } catch {
      toast({ tone: 'critical', text: t('settings.key_failed') });
    }
    await refresh();
  };
  return (
    <SettingsSection title={t('settings.keys')} lead={t('settings.keys_lead')}>
      <form noValidate onSubmit={submit} className="flex items-start gap-3">
        <div className="max-w-80 flex-1">
          <TextField
            label={t('settings.key_name')}
            placeholder={t('settings.key_name_example')}
            value={name}
            onChange={(event) => setName(event.target.value)}
            error={form.error('name')}
          />
        </div>
        <Button type="submit" look="primary" busy={form.busy} className="mt-6.5">
          {t('settings.key_create')}
        </Button>
      </form>
      <FormError text={form.whole} />
      {made !== null && (
        <div className="animate-fade mt-4 flex flex-col gap-2 rounded-lg bg-accent-soft p-3">
          <p>{t('settings.key_once')}</p>
          <div className="flex gap-2">
            <TextInput readOnly aria-label={t('settings.key')} value={made.key} className="font-mono text-xs" />
            <Button icon={<Copy size={15} />} onClick={() => void copyText(made.key, t('settings.key_copied'))}>
              {t('action.copy')}
            </Button>
          </div>
        </div>
      )}
      <div className="mt-6">
        {data === undefined ? (
          isError ? (
            <p className="text-ink-soft">{t('list.failed')}</p>
          ) : (
            <SkeletonRows rows={2} />
          )
        ) : data.items.length === 0 ? (
          <p className="text-ink-soft">{t('settings.keys_none')}</p>
        ) : (
          <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
            {data.items.map((key) => (
              <li key={key.id} className="flex items-center gap-3 px-4 py-3">
                <KeyRound size={17} className="shrink-0 text-ink-faint" />
                <div className="min-w-0 flex-1">
                  <div className="truncate">
                    {key.name} <span className="ml-1 font-mono text-xs text-ink-faint">{key.prefix}…</span>
                  </div>
                  <div className="text-sm text-ink-soft">
                    {key.lastUsedAt === null ? t('settings.key_unused') : t('settings.key_used')}{' '}
                    {key.lastUsedAt !== null && <Time instant={key.lastUsedAt} />}
                  </div>
                </div>
                <Button onClick={() => setAsked(key)}>{t('settings.key_delete')}</Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Confirm
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t('settings.key_delete_ask', { name: asked?.name ?? '' })}
        description={t('settings.key_delete_warning')}
        action={t('settings.key_delete')}
        onConfirm={() => asked !== null && void remove(asked)}
      />
    </SettingsSection>
  );
}
