import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { ExportFormat } from '@materi/contract';
import { useEffect, useId, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { treeQuery } from '../documents/queries.ts';
import { FormError } from '../identity/entry-page.tsx';
import { fileSize } from '../../messages/file-size.ts';
import { JobEnd, JobProgress } from './job-progress.tsx';
import { exportReportOf, isOver, jobQuery } from './jobs.ts';

interface Props {
  workspaceId: string;
  /** The page to export with all below it; null for the whole workspace. */
  documentId: string | null;
  onClose(): void;
}

/** Takes a page or a workspace out as Markdown, HTML or Word. */
export function ExportDialog({ workspaceId, documentId, onClose }: Props) {
  const [jobId, setJobId] = useState<string | null>(null);
  const [format, setFormat] = useState<ExportFormat>('markdown');
  const [children, setChildren] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const { data: job } = useQuery(jobQuery(jobId));
  const { data: pages } = useQuery(treeQuery(workspaceId));
  const link = useRef<HTMLAnchorElement>(null);
  const report = job === undefined ? null : exportReportOf(job);
  // Nothing is said of pages below where there are none.
  const hasPagesBelow = pages?.some(({ parentId }) => parentId === documentId) ?? true;
  const title = documentId === null ? t('export.workspace_title') : t('export.title');

  const start = async () => {
    setFailure(null);
    try {
      const started =
        documentId === null
          ? api.workspaces.export(workspaceId, format)
          : api.documents.export(documentId, format, children);
      setJobId((await started).id);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : t('error.unexpected'));
    }
  };

  // The archive starts to download by itself; the button is there for when the browser refuses.
  const ready = report !== null;
  const words =
    report === null
      ? null
      : t('export.ready', { documents: report.documents, blobs: report.blobs, size: fileSize(report.sizeBytes) });
  useEffect(() => {
    if (ready) link.current?.click();
  }, [ready]);

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={
        documentId === null ? t('export.workspace_lead') : hasPagesBelow ? t('export.lead') : t('export.lead_alone')
      }
    >
      {/* Always there: what a region says as it appears is not read aloud. */}
      <p role="status" className={words === null ? 'sr-only' : 'pt-2'}>
        {words ?? (job === undefined || isOver(job) ? '' : t('job.running'))}
      </p>
      {job !== undefined && report !== null ? (
        <>
          {report.losses.length > 0 && (
            <ul className="mt-2 list-disc ps-5 text-ink-soft">
              {report.losses.map(({ kind, count }) => (
                <li key={kind}>{t(`export.loss_${kind}`, { count })}</li>
              ))}
            </ul>
          )}
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
          <Formats chosen={format} onChoose={setFormat} />
          {documentId !== null && hasPagesBelow && (
            <label className="mt-3 flex min-h-8 items-center gap-2.5">
              <input
                type="checkbox"
                checked={children}
                onChange={(event) => setChildren(event.target.checked)}
                className="size-4 accent-accent"
              />
              {t('export.children')}
            </label>
          )}
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

const FORMATS = ['markdown', 'docx', 'html'] as const satisfies ExportFormat[];

/** One of the formats, each with what it is for and what it loses. */
function Formats({ chosen, onChoose }: { chosen: ExportFormat; onChoose(format: ExportFormat): void }) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2 pt-2">
      <legend className="sr-only">{t('export.format')}</legend>
      {FORMATS.map((format) => (
        <label
          key={format}
          className="flex cursor-pointer gap-3 rounded-lg p-3 ring-1 ring-line ring-inset hover:bg-hover has-checked:bg-accent-soft has-checked:ring-accent"
        >
          <input
            type="radio"
            name={name}
            value={format}
            checked={chosen === format}
            onChange={() => onChoose(format)}
            aria-describedby={`${name}-${format}`}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-medium">{t(`export.${format}`)}</span>
            <span id={`${name}-${format}`} className="block text-sm text-ink-soft">
              {t(`export.${format}_lead`)}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
