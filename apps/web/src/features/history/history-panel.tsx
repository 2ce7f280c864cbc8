import type { Version } from '@materi/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Bookmark, History, Pencil, RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../../messages/history.ts';
import { Avatar, AvatarsTogether } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { keysText } from '../../ui/keys.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import type { PanelProps } from '../frame/panels.tsx';
import { usePhone } from '../frame/use-phone.ts';
import { canEdit } from '../identity/roles.ts';
import { NameForm } from './name-form.tsx';
import { clockOf, dayOf, namesOf } from './names.ts';
import { takeNaming } from './naming.ts';
import { versionsQuery } from './queries.ts';

/** The panel with what the page was like before: one line for each session of work. */
export default function HistoryPanel({ documentId, access }: PanelProps) {
  const [named, setNamed] = useState(false);
  const [naming, setNaming] = useState<string | null>(null);
  const query = useInfiniteQuery(versionsQuery(documentId, named));
  const mayEdit = canEdit(access);
  const versions = query.data?.pages.flatMap((page) => page.items) ?? [];
  const current = versions[0]?.isCurrent === true ? versions[0] : undefined;

  // The shortcut opens the panel to name the page as it is now.
  useEffect(() => takeNaming(() => setNaming('now')), []);

  return (
    <div className="flex flex-col gap-3 px-3 pb-8">
      <div className="flex flex-wrap items-center gap-2 px-1">
        <label className="flex min-h-8 flex-1 items-center gap-2 text-ink-soft">
          <input type="checkbox" checked={named} onChange={(event) => setNamed(event.currentTarget.checked)} />
          {t('history.named_only')}
        </label>
        {mayEdit && naming !== 'now' && (current === undefined || current.name === null) && (
          <Button icon={<Bookmark size={15} />} title={keysText('Mod+Alt+S')} onClick={() => setNaming('now')}>
            {t('history.name_now')}
          </Button>
        )}
      </div>
      {naming === 'now' && <NameForm documentId={documentId} versionId={null} name="" onDone={() => setNaming(null)} />}
      {query.data === undefined ? (
        query.isError ? (
          <Notice
            title={t('history.failed')}
            action={<Button onClick={() => void query.refetch()}>{t('action.try_again')}</Button>}
          />
        ) : (
          <SkeletonRows rows={6} />
        )
      ) : versions.length === 0 ? (
        <Notice
          icon={<History size={30} strokeWidth={1.4} />}
          title={named ? t('history.no_named') : t('history.empty')}
        >
          {named ? undefined : t('history.empty_detail')}
        </Notice>
      ) : (
        <>
          <AvatarsTogether ids={versions.flatMap(({ people }) => people.map(({ id }) => id))}>
            {byDay(versions).map(([day, list]) => (
              <section key={day} aria-label={day}>
                <h3 className="px-2 pt-1 pb-1 text-sm text-ink-soft">{day}</h3>
                <ul className="flex flex-col">
                  {list.map((version) =>
                    naming === version.id ? (
                      <li key={version.id} className="px-1">
                        <NameForm
                          documentId={documentId}
                          versionId={version.id}
                          name={version.name ?? ''}
                          onDone={() => setNaming(null)}
                        />
                      </li>
                    ) : (
                      <VersionRow
                        key={version.id}
                        version={version}
                        {...(mayEdit ? { onName: () => setNaming(version.id) } : {})}
                      />
                    ),
                  )}
                </ul>
              </section>
            ))}
          </AvatarsTogether>
          {query.hasNextPage && (
            <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('history.older')}
            </Button>
          )}
          <p className="px-2 text-sm text-ink-soft">{t('history.body_only')}</p>
        </>
      )}
    </div>
  );
}

function byDay(versions: readonly Version[]): [string, Version[]][] {
  const days = new Map<string, Version[]>();
  for (const version of versions) {
    const day = dayOf(version.endedAt);
    const list = days.get(day);
    if (list === undefined) days.set(day, [version]);
    else list.push(version);
  }
  return [...days];
}

const SHOWN = 3;

function VersionRow({ version, onName }: { version: Version; onName?: () => void }) {
  const { version: open } = useSearch({ from: '/app/d/$documentId' });
  const navigate = useNavigate({ from: '/d/$documentId' });
  const phone = usePhone();
  const chosen = open === undefined ? version.isCurrent : open === version.id;
  const show = () =>
    void navigate({
      // On a phone the panel lies over the page that is asked for.
      search: (before) => ({
        ...before,
        version: version.isCurrent ? undefined : version.id,
        panel: phone ? undefined : before.panel,
      }),
      replace: open !== undefined,
    });
  return (
    <li className="group/row relative">
      <button
        type="button"
        aria-current={chosen ? 'true' : undefined}
        onClick={show}
        className={classes(
          'flex w-full flex-col gap-1 rounded-lg px-2 py-2 pe-11 text-start hover:bg-hover',
          chosen && 'bg-active!',
        )}
      >
        {version.name !== null && <span className="font-medium wrap-anywhere">{version.name}</span>}
        <span className="flex items-center gap-2">
          <span className={classes('tabular', version.name === null && 'font-medium')}>
            {version.isCurrent ? t('history.now') : clockOf(version.endedAt)}
          </span>
          <Time instant={version.endedAt} className="text-sm text-ink-soft" />
        </span>
        <span className="flex items-center gap-1.5 text-sm text-ink-soft">
          {version.kind === 'restore' ? (
            <RotateCcw size={14} aria-hidden className="shrink-0" />
          ) : (
            version.people
              .slice(0, SHOWN)
              .map((one) => <Avatar key={one.id} small id={one.id} name={one.name} picture={one.picture} />)
          )}
          <span className="min-w-0 truncate">
            {version.kind === 'restore' && `${t('history.restored_one')} · `}
            {namesOf(version.people)}
          </span>
        </span>
      </button>
      {onName !== undefined && (
        <IconButton
          small
          label={version.name === null ? t('history.name') : t('history.rename')}
          onClick={onName}
          className="absolute end-2 top-2 opacity-0 group-hover/row:opacity-100 focus-visible:opacity-100 max-md:size-9 max-md:opacity-100"
        >
          <Pencil size={14} />
        </IconButton>
      )}
    </li>
  );
}
