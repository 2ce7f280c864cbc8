import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { FolderUp, Upload } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { refreshLists } from '../documents/cache.ts';
import { treeQuery } from '../documents/queries.ts';
import type { ImportFile } from '../frame/dialog-store.ts';
import { droppedFiles, pickedFiles } from './chosen-files.ts';
import { ImportPreviewView } from './import-preview.tsx';
import { ImportReportView, summaryOf } from './import-report.tsx';
import { JobEnd, JobProgress } from './job-progress.tsx';
import { importReportOf, isOver, jobQuery, previewOf } from './jobs.ts';
import { RecentImports } from './recent-imports.tsx';
import { undoImport } from './undo.tsx';

interface Props {
  workspaceId: string;
  /** Files that were dropped; empty to let people choose. */
  chosen: ImportFile[];
  into: string | null;
  /** An import that stopped before its end, to go on with at once. */
  continued?: string | undefined;
  onClose(): void;
}

/** Brings files, a folder or a .zip in: shows what would become of them first, and tells what did. */
export function ImportDialog({ workspaceId, chosen, into, continued, onClose }: Props) {
  const [previewJob, setPreviewJob] = useState<string | null>(null);
  const [importJob, setImportJob] = useState<string | null>(null);
  const [sending, setSending] = useState<number | null>(null);
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { data: looked } = useQuery(jobQuery(previewJob));
  const { data: made } = useQuery(jobQuery(importJob));
  const { data: items = [] } = useQuery(treeQuery(workspaceId));
  const abort = useRef<AbortController | null>(null);
  const preview = looked === undefined || importJob !== null ? null : previewOf(looked);
  const report = made === undefined ? null : importReportOf(made);

  const say = (error: unknown) => setFailure(error instanceof ApiError ? error.message : t('error.unexpected'));

  const send = useCallback(
    async (files: ImportFile[]) => {
      if (files.length === 0) {
        setFailure(t('import.nothing_chosen'));
        return;
      }
      setFailure(null);
      setSending(files.length);
      const stop = new AbortController();
      abort.current = stop;
      try {
        const started = await api.workspaces.previewImport(workspaceId, importForm(files), into, stop.signal);
        setPreviewJob(started.id);
      } catch (error) {
        if (!stop.signal.aborted) say(error);
      }
      setSending(null);
    },
    [workspaceId, into],
  );

  // Files that were dropped need no further question.
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || chosen.length === 0) return;
    begun.current = true;
    void send(chosen);
  }, [chosen, send]);

  const start = async (importId: string) => {
    setStarting(true);
    setFailure(null);
    try {
      setImportJob((await api.imports.start(importId)).id);
    } catch (error) {
      say(error);
    }
    setStarting(false);
  };

  useEffect(() => {
    if (begun.current || continued === undefined) return;
    begun.current = true;
    void start(continued);
  });

  const over = made !== undefined && isOver(made);
  useEffect(() => {
    if (!over) return;
    refreshLists(workspaceId, 'tree', 'recent');
    void queryClient.invalidateQueries({ queryKey: ['imports', workspaceId] });
  }, [over, workspaceId]);

  /** What was only looked at is forgotten; what was begun goes on. */
  const close = () => {
    abort.current?.abort();
    if (previewJob !== null && importJob === null) {
      void api.jobs.cancel(previewJob).catch(() => undefined);
      if (preview !== null) void api.imports.discard(preview.importId).catch(() => undefined);
    }
    if (made !== undefined && !over) toast({ text: t('import.goes_on') });
    const importId = report?.importId;
    if (report !== null && importId !== undefined && report.documents > 0) {
      toast({
        key: 'import',
        tone: 'positive',
        text: t('import.imported_toast', { documents: report.documents }),
        action: {
          label: t('import.undo'),
          onSelect: () => void undoKeeping(workspaceId, importId),
        },
      });
    }
    onClose();
  };

  const title =
    report !== null
      ? t('import.done')
      : preview !== null
        ? t('import.preview_title', { documents: preview.documents })
        : t('import.title');
  const isChoosing = previewJob === null && importJob === null && sending === null;
  const below = into === null ? null : (items.find((node) => node.id === into)?.title ?? t('page.untitled'));

  const news = () => {
    if (report !== null) return summaryOf(report);
    const job = made ?? (preview === null ? looked : undefined);
    if (job?.status === 'cancelled') return t('job.cancelled');
    if (job !== undefined) return isOver(job) ? '' : t(made === undefined ? 'import.reading' : 'import.importing');
    if (preview !== null) return title;
    return sending === null ? '' : t('import.sending', { count: sending });
  };
  const content = () => {
    if (report !== null) {
      return <ImportReportView workspaceId={workspaceId} report={report} onClose={close} onUndone={onClose} />;
    }
    if (made !== undefined) {
      return over ? <JobEnd job={made} onClose={onClose} /> : <JobProgress job={made} label={t('import.importing')} />;
    }
    if (preview !== null) {
      return (
        <ImportPreviewView
          preview={preview}
          into={below}
          busy={starting || importJob !== null}
          failure={failure}
          onImport={() => void start(preview.importId)}
          onCancel={close}
        />
      );
    }
    if (looked !== undefined) {
      return isOver(looked) ? (
        <JobEnd job={looked} onClose={onClose} />
      ) : (
        <JobProgress job={looked} label={t('import.reading')} />
      );
    }
    if (sending !== null) {
      return (
        <>
          <p className="text-ink-soft">{t('import.sending', { count: sending })}</p>
          <Actions>
            <Button onClick={() => abort.current?.abort()}>{t('action.cancel')}</Button>
          </Actions>
        </>
      );
    }
    return (
      <div className="flex flex-col gap-5">
        <Choose failure={failure} onChosen={(files) => void send(files)} />
        <RecentImports workspaceId={workspaceId} onContinue={(id) => void start(id)} />
      </div>
    );
  };

  return (
    <Dialog open onOpenChange={close} wide title={title} {...(isChoosing ? { description: t('import.lead') } : {})}>
      {/* Always there: what a region says as it appears is not read aloud. */}
      <p role="status" className={report === null ? 'sr-only' : 'pt-2 pb-2'}>
        {news()}
      </p>
      <div className="pt-2">{content()}</div>
    </Dialog>
  );
}

/** From a toast, where nobody can be asked: what people changed since stays, and is named. */
async function undoKeeping(workspaceId: string, importId: string): Promise<void> {
  const undone = await undoImport(workspaceId, importId);
  if (undone === null || undone.kept.length === 0) return;
  const titles = undone.kept.map(({ title }) => title || t('page.untitled')).slice(0, 5);
  toast({ text: `${t('import.undo_kept', { count: undone.kept.length })} ${titles.join(', ')}`, stays: true });
}

/** The form that the server expects: each file under its path. */
function importForm(files: readonly ImportFile[]): FormData {
  const form = new FormData();
  for (const { path, file } of files) form.append('files', file, path);
  return form;
}

function Choose({ failure, onChosen }: { failure: string | null; onChosen(files: ImportFile[]): void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void droppedFiles(event.dataTransfer).then(onChosen);
        }}
        className={`flex flex-col items-center gap-4 rounded-xl border-2 border-dashed px-6 py-10 text-center ${over ? 'border-accent bg-accent-soft' : 'border-line'}`}
      >
        <p className="text-ink-soft max-sm:hidden">{t('import.drop')}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button look="primary" icon={<FolderUp size={15} />} onClick={() => folder.current?.click()}>
            {t('import.choose_folder')}
          </Button>
          <Button icon={<Upload size={15} />} onClick={() => files.current?.click()}>
            {t('import.choose_files')}
          </Button>
        </div>
      </div>
      <FormError text={failure} />
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t('import.choose_files')}
        data-import="files"
        onChange={(event) => onChosen(pickedFiles(event.target.files ?? []))}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={t('import.choose_folder')}
        data-import="folder"
        // @ts-expect-error -- React's types do not know this attribute; every browser does.
        webkitdirectory=""
        onChange={(event) => onChosen(pickedFiles(event.target.files ?? []))}
      />
    </div>
  );
}
