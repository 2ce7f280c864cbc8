import type { ResetLinkCreated } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Actions, Dialog } from '../../../ui/dialog.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { resetLinksQuery } from '../queries.ts';
import { attempt } from './attempt.ts';
import { ShownOnce } from './shown-once.tsx';

/** Makes the link with which somebody who forgot their password sets a new one. */
export function ResetLinkDialog({ person, onClose }: { person: { id: string; name: string }; onClose(): void }) {
  const [made, setMade] = useState<ResetLinkCreated | null>(null);
  const open = useQuery(resetLinksQuery(person.id));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['reset-links', person.id] });
  const make = async () => {
    await attempt(async () => setMade(await api.accounts.makeResetLink(person.id)));
    await refresh();
  };
  const withdraw = async () => {
    if (await attempt(() => api.accounts.withdrawResetLinks(person.id))) {
      setMade(null);
      toast({ text: t('reset.link_withdrawn') });
    }
    await refresh();
  };
  const good = open.data?.items[0];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('reset.link_title', { name: person.name })}
      description={t('reset.link_lead')}
    >
      {made !== null ? (
        <ShownOnce label={t('reset.link')} value={made.url} copied={t('reset.link_copied')}>
          {t('reset.link_once')} <Time instant={made.expiresAt} />.
        </ShownOnce>
      ) : (
        good !== undefined && (
          <p className="text-ink-soft">
            {t('reset.link_open')} <Time instant={good.expiresAt} />.
          </p>
        )
      )}
      <Actions>
        {good !== undefined && <Button onClick={() => void withdraw()}>{t('reset.link_withdraw')}</Button>}
        {made === null && (
          <Button look="primary" onClick={() => void make()}>
            {t('reset.link_make')}
          </Button>
        )}
      </Actions>
    </Dialog>
  );
}
