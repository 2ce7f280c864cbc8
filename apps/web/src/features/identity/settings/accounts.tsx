import type { Account } from '@materi/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Ellipsis, KeyRound, ShieldCheck, ShieldOff } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { TextInput } from '../../../ui/field.tsx';
import { Menu, type MenuEntry } from '../../../ui/menu.tsx';
import { Time } from '../../../ui/time.tsx';
import { useMe } from '../../frame/workspace.ts';
import { attempt } from './attempt.ts';
import { ResetLinkDialog } from './reset-link.tsx';
import { Rows } from './rows.tsx';
import { SettingsSection } from './section.tsx';

/** Every account of the instance, for those who run it. */
export function AccountSettings() {
  const me = useMe();
  const [sought, setSought] = useState('');
  const q = useDeferredValue(sought.trim());
  const [resets, setResets] = useState<Account | null>(null);
  const [promotes, setPromotes] = useState<Account | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['accounts', q],
    queryFn: ({ pageParam }) =>
      api.accounts.list({ ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  });
  const setOperator = async (account: Account, operator: boolean) => {
    await attempt(() => api.accounts.setOperator(account.person.id, operator));
    for (const key of ['accounts', 'me']) await queryClient.invalidateQueries({ queryKey: [key] });
  };
  const entriesFor = (account: Account): MenuEntry[] => [
    { label: t('members.reset_link'), icon: <KeyRound size={15} />, onSelect: () => setResets(account) },
    account.operator
      ? {
          label: t('accounts.end_operator'),
          icon: <ShieldOff size={15} />,
          onSelect: () => void setOperator(account, false),
        }
      : {
          label: t('accounts.make_operator'),
          icon: <ShieldCheck size={15} />,
          onSelect: () => setPromotes(account),
        },
  ];
  return (
    <SettingsSection title={t('settings.accounts')} lead={t('accounts.lead')}>
      <TextInput
        type="search"
        aria-label={t('accounts.search')}
        placeholder={t('accounts.search')}
        value={sought}
        onChange={(event) => setSought(event.target.value)}
        className="mb-3 max-w-80"
      />
      <Rows
        items={list.data?.pages.flatMap(({ items }) => items)}
        failed={list.isError}
        retry={() => void list.refetch()}
        empty={t('accounts.none')}
      >
        {(account) => (
          <li key={account.person.id} className="flex items-center gap-3 px-4 py-2.5">
            <Avatar id={account.person.id} name={account.person.name} picture={account.person.picture} />
            <div className="min-w-0 flex-1">
              <div dir="auto" className="truncate font-medium">
                {account.person.id === me.person.id
                  ? t('people.you', { name: account.person.name })
                  : account.person.name}
              </div>
              <div dir="auto" className="truncate text-sm text-ink-soft">
                {account.person.email}
              </div>
              <div className="text-sm text-ink-soft">
                {account.operator && <>{t('accounts.operator')} · </>}
                {t('accounts.workspaces', { count: account.workspaces })}
                {' · '}
                {account.lastSeenAt === null ? (
                  t('accounts.never_seen')
                ) : (
                  <>
                    {t('accounts.seen')} <Time instant={account.lastSeenAt} />
                  </>
                )}
              </div>
            </div>
            <Menu entries={entriesFor(account)} align="end">
              <IconButton label={t('members.more', { name: account.person.name })}>
                <Ellipsis size={16} />
              </IconButton>
            </Menu>
          </li>
        )}
      </Rows>
      {list.hasNextPage && (
        <Button look="quiet" className="mt-2" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('accounts.more')}
        </Button>
      )}
      {resets !== null && <ResetLinkDialog person={resets.person} onClose={() => setResets(null)} />}
      <Confirm
        open={promotes !== null}
        onOpenChange={(open) => !open && setPromotes(null)}
        title={t('accounts.operator_ask', { name: promotes?.person.name ?? '' })}
        description={t('accounts.operator_warning')}
        action={t('accounts.make_operator')}
        onConfirm={() => promotes !== null && void setOperator(promotes, true)}
      />
    </SettingsSection>
  );
}
