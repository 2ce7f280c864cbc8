import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CopyPlus, FileQuestion, History, RotateCcw, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { t } from '../../messages/history.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { compareBodies } from './changes.ts';
import { momentOf, namesOf } from './names.ts';
import { bodyQuery, versionQuery } from './queries.ts';
import { isChangesShown } from './shown.ts';
import { VersionBody } from './version-body.tsx';
import { copyVersion, restoreVersion } from './versions.ts';

interface VersionViewProps {
  documentId: string;
  versionId: string;
  mayEdit: boolean;
  person: { id: string; name: string };
  pageTitle(id: string): { title: string; icon: string | null } | undefined;
  openPage(id: string, fragment?: string): void;
}

/** An earlier state of the page in place of the page: to read, to compare, to bring back. */
export default function VersionView(props: VersionViewProps) {
  const { documentId, versionId, mayEdit } = props;
  const { changes } = useSearch({ from: '/app/d/$documentId' });
  const navigate = useNavigate({ from: '/d/$documentId' });
  const version = useQuery(versionQuery(documentId, versionId));
  const body = useQuery(bodyQuery(documentId, versionId));
  const [busy, setBusy] = useState(false);
  const [copying, setCopying] = useState(false);

  const otherId = changes === 'before' ? (version.data?.previousId ?? undefined) : null;
  const comparing = changes !== undefined && version.data !== undefined;
  const other = useQuery({
    ...bodyQuery(documentId, otherId ?? null),
    enabled: comparing && (changes === 'now' || typeof otherId === 'string'),
  });
  const comparison = useMemo(() => {
    if (!comparing || body.data === undefined) return null;
    // The first version has nothing before it: all of it is new.
    if (changes === 'before' && version.data.previousId === null) {
      return compareBodies({ type: 'doc', content: [] }, body.data);
    }
    if (other.data === undefined) return null;
    return changes === 'before' ? compareBodies(other.data, body.data) : compareBodies(body.data, other.data);
  }, [comparing, changes, version.data, body.data, other.data]);

  const back = () =>
    void navigate({ search: (before) => ({ ...before, version: undefined, changes: undefined }), replace: true });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (event.target instanceof HTMLElement && event.target.closest('[role="dialog"], aside, input, select')) return;
      back();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });

  const failure = version.error ?? body.error;
  if (failure !== null) {
    const gone = failure instanceof ApiError && failure.status === 404;
    return (
      <Notice
        icon={<FileQuestion size={32} strokeWidth={1.4} />}
        title={gone ? t('version.gone') : t('version.failed')}
        action={<Button onClick={back}>{t('version.back')}</Button>}
      >
        {gone ? t('version.gone_detail') : failure.message}
      </Notice>
    );
  }

  const restore = async () => {
    if (version.data === undefined) return;
    setBusy(true);
    const done = await restoreVersion(documentId, versionId, version.data.endedAt);
    setBusy(false);
    if (done) back();
  };
  const copy = async () => {
    setCopying(true);
    const made = await copyVersion(documentId, versionId);
    setCopying(false);
    if (made !== null) props.openPage(made);
  };

  return (
    <>
      <div
        role="region"
        aria-label={t('version.label')}
        className="sticky -top-px z-10 -mx-3 mb-6 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-sunken px-3 py-2 text-base print:hidden"
      >
        <History size={16} aria-hidden className="shrink-0 text-ink-soft" />
        <p role="status" className="min-w-0 flex-1">
          {version.data !== undefined && (
            <>
              <span className="font-medium">
                {version.data.name ?? t('version.heading', { time: momentOf(version.data.endedAt) })}
              </span>{' '}
              <span className="text-ink-soft">
                {version.data.name !== null && `${momentOf(version.data.endedAt)} `}
                {t('history.by', { people: namesOf(version.data.people) })}
              </span>
              {comparison !== null && (
                <span className="block text-sm text-ink-soft">
                  {t('version.changed', comparison) || t('version.no_changes')}
                </span>
              )}
            </>
          )}
        </p>
        <Button icon={<Undo2 size={15} />} onClick={back}>
          {t('version.back')}
        </Button>
        <div className="flex basis-full flex-wrap items-center gap-2">
          <Select
            className="me-auto"
            aria-label={t('version.changes')}
            value={changes ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              void navigate({
                search: (before) => ({ ...before, changes: isChangesShown(value) ? value : undefined }),
                replace: true,
              });
            }}
          >
            <option value="">{t('version.changes_none')}</option>
            <option value="before">{t('version.changes_before')}</option>
            <option value="now">{t('version.changes_now')}</option>
          </Select>
          {mayEdit && version.data?.isCurrent === false && (
            <Button look="primary" icon={<RotateCcw size={15} />} busy={busy} onClick={() => void restore()}>
              {t('version.restore')}
            </Button>
          )}
          {mayEdit && body.data !== undefined && (
            <Button icon={<CopyPlus size={15} />} busy={copying} onClick={() => void copy()}>
              {t('version.copy')}
            </Button>
          )}
        </div>
      </div>
      {body.data === undefined || (comparing && comparison === null) ? (
        <SkeletonRows rows={6} />
      ) : (comparison?.body ?? body.data).content?.length ? (
        <VersionBody {...props} body={comparison?.body ?? body.data} />
      ) : (
        <p className="text-ink-soft">{t('version.empty')}</p>
      )}
    </>
  );
}
