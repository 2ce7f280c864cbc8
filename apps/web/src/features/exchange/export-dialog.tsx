import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { JobEnd, JobProgress } from './job-progress.tsx';
import { exportReportOf, isOver, jobQuery } from './jobs.ts';

interface Props {
  workspaceId: string;
  /** The page to export with all below it; null for the whole workspace. */
  documentId: string | null;
  onClose(): void;
}

/** Takes a page or a workspace out as a folder of Markdown with its files, in one .zip. */
export function ExportDialog({ workspaceId, documentId, onClose }: Props) {
  const [jobId, setJobId] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { data: job } = useQuery(jobQuery(jobId));
  const link = useRef<HTMLAnchorElement>(null);
  const report = job === undefined ? null : exportReportOf(job);
  const title = documentId === null ? t('export.workspace_title') : t('export.title');

  const start = async () => {
    setFailure(null);
    try {
      const started = documentId === null ? api.workspaces.export(workspaceId) : api.documents.export(documentId);
      setJobId((await started).id);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : t('error.unexpected'));
    }
  };

  // The archive starts to download by itself; the button is there for when the browser refuses.
  const ready = report !== null;
  useEffect(() => {
    if (ready) link.current?.click();
  }, [ready]);

  return (
    <Dialog open onOpenChange={onClose} title={title} description={t('export.lead')}>
      {job !== undefined && report !== null ? (
        <>
          <p className="pt-2">
            {t('export.ready', { documents: report.documents, blobs: report.blobs, size: fileSize(report.sizeBytes) })}
          </p>
          <Actions>
            <Button onClick={onClose}>{t('action.close')}</Button>
            <a
              ref={link}
              href={api.jobs.resultUrl(job.id)}
              download={report.fileName}
              className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-accent-ink hover:bg-accent-hover max-sm:h-10"
            >
              <Download size={15} />
              {t('export.download')}
            </a>
          </Actions>
        </>
      ) : job !== undefined && isOver(job) ? (
        <JobEnd job={job} onClose={onClose} />
      ) : job !== undefined ? (
        <JobProgress job={job} label={title} />
      ) : (
        <>
          <FormError text={failure} />
          <Actions>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button look="primary" onClick={() => void start()} busy={jobId !== null}>
              {documentId === null ? t('export.workspace_open') : t('export.start')}
            </Button>
          </Actions>
        </>
      )}
    </Dialog>
  );
}

/** Bytes as people read them (powers of 1000). */
function fileSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = bytes;
  let at = 0;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at++;
  }
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: at === 0 ? 0 : 1 }).format(size)} ${units[at]}`;
}
