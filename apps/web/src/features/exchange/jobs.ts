import type { ExportReport, ImportPreview, ImportReport, Job } from '@materi/contract';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const isOver = (job: Job): boolean => job.status !== 'queued' && job.status !== 'running';

/** A job while it runs: the stream says when it changed, and it is asked for now and then in case that is lost. */
export const jobQuery = (id: string | null) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: () => api.jobs.get(id ?? ''),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data !== undefined && isOver(query.state.data) ? false : 1000),
  });

/** The report of a finished import; null for anything else. */
export function importReportOf(job: Job): ImportReport | null {
  const result = job.result;
  return job.status === 'done' && typeof result === 'object' && result !== null && 'files' in result
    ? (result as ImportReport)
    : null;
}

export function exportReportOf(job: Job): ExportReport | null {
  const result = job.result;
  return job.status === 'done' && typeof result === 'object' && result !== null && 'fileName' in result
    ? (result as ExportReport)
    : null;
}

/** What an import would make; null while it is looked at, and for anything else. */
export function previewOf(job: Job): ImportPreview | null {
  const result = job.result;
  return job.status === 'done' && typeof result === 'object' && result !== null && 'pages' in result
    ? (result as ImportPreview)
    : null;
}
