import { ApiError } from '@materi/client';
import type { ImportReport } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleSlash, FolderUp, Upload } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { refreshLists } from '../documents/cache.ts';
import type { ImportFile } from '../frame/dialog-store.ts';
import { droppedFiles, pickedFiles } from './chosen-files.ts';
import { JobEnd, JobProgress } from './job-progress.tsx';
import { importReportOf, isOver, jobQuery } from './jobs.ts';

interface Props {
  workspaceId: string;
  /** Files that were dropped; empty to let people choose. */
  chosen: ImportFile[];
  into: string | null;
  onClose(): void;
}

/** Brings files, a folder or a .zip in, and tells what became of each file. */
export function ImportDialog({ workspaceId, chosen, into, onClose }: Props) {
  const [jobId, setJobId] = useState<string | null>(null);
  const [sending, setSending] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { data: job } = useQuery(jobQuery(jobId));
  const abort = useRef<AbortController | null>(null);

  const send = useCallback(
    async (files: ImportFile[]) => {
      if (files.length === 0) {
        setFailure(t('import.nothing_chosen'));
        return;
      }
      setFailure(null);
      setSending(files.length);
      abort.current = new AbortController();
      try {
        const started = await api.workspaces.import(workspaceId, importForm(files), into, abort.current.signal);
        setJobId(started.id);
      } catch (error) {
        if (!abort.current.signal.aborted) {
          setFailure(error instanceof ApiError ? error.message : t('error.unexpected'));
        }
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

  const over = job !== undefined && isOver(job);
  useEffect(() => {
    if (over) refreshLists(workspaceId, 'tree', 'recent');
  }, [over, workspaceId]);

  const report = job === undefined ? null : importReportOf(job);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={report === null ? t('import.title') : t('import.done')}
      {...(jobId === null && sending === null ? { description: t('import.lead') } : {})}
    >
      {report !== null ? (
        <Report report={report} onClose={onClose} />
      ) : job !== undefined && over ? (
        <JobEnd job={job} onClose={onClose} />
      ) : job !== undefined ? (
        <JobProgress job={job} label={t('import.title')} />
      ) : sending !== null ? (
        <div className="pt-2">
          <p className="text-ink-soft">{t('import.sending', { count: sending })}</p>
          <Actions>
            <Button onClick={() => abort.current?.abort()}>{t('action.cancel')}</Button>
          </Actions>
        </div>
      ) : (
        <Choose failure={failure} onChosen={(files) => void send(files)} />
      )}
    </Dialog>
  );
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
    <div className="flex flex-col gap-4 pt-2">
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

const OUTCOMES = {
  imported: { icon: <CircleCheck size={15} className="text-positive" />, label: 'import.imported' },
  skipped: { icon: <CircleSlash size={15} className="text-ink-faint" />, label: 'import.skipped' },
  failed: { icon: <CircleAlert size={15} className="text-critical" />, label: 'import.failed' },
} as const;

function Report({ report, onClose }: { report: ImportReport; onClose(): void }) {
  const navigate = useNavigate();
  const first = report.rootIds[0];
  // What needs attention stands first.
  const rank = { failed: 0, skipped: 1, imported: 2 };
  const files = report.files.toSorted(
    (a, b) => rank[a.outcome] - rank[b.outcome] || Number(b.notes.length > 0) - Number(a.notes.length > 0),
  );
  return (
    <div className="pt-2">
      <p>
        {t('import.summary', {
          documents: report.documents,
          blobs: report.blobs,
          resolved: report.links.resolved,
          unresolved: report.links.unresolved,
        })}
      </p>
      <ul className="mt-4 max-h-72 overflow-y-auto rounded-lg ring-1 ring-line ring-inset">
        {files.slice(0, 500).map((file) => (
          <li key={file.path} className="flex gap-2.5 border-b border-line px-3 py-2 last:border-0">
            <span className="mt-0.5 shrink-0">{OUTCOMES[file.outcome].icon}</span>
            <div className="min-w-0 flex-1">
              <div className="truncate" title={file.path}>
                <span className="sr-only">{t(OUTCOMES[file.outcome].label)}: </span>
                {file.path}
              </div>
              {file.notes.map((note) => (
                <div key={note} className="text-sm wrap-anywhere text-ink-soft">
                  {note}
                </div>
              ))}
            </div>
          </li>
        ))}
        {files.length > 500 && (
          <li className="px-3 py-2 text-ink-soft">{t('import.more_files', { count: files.length - 500 })}</li>
        )}
      </ul>
      <Actions>
        <Button onClick={onClose}>{t('action.close')}</Button>
        {first !== undefined && (
          <Button
            look="primary"
            onClick={() => {
              onClose();
              void navigate({ to: '/d/$documentId', params: { documentId: first } });
            }}
          >
            {t('import.open_first')}
          </Button>
        )}
      </Actions>
    </div>
  );
}
