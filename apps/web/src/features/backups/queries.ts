import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const backupsQuery = queryOptions({ queryKey: ['backups'], queryFn: () => api.backups.list() });

export const backupStateQuery = queryOptions({ queryKey: ['backup-state'], queryFn: () => api.backups.state() });

const POLL_MS = 500;

/** A job that makes a backup, asked for again and again while it is at work. */
export const backupJobQuery = (id: string) =>
  queryOptions({
    queryKey: ['backup-job', id],
    queryFn: () => api.jobs.get(id),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.status === 'queued' || state.data.status === 'running' ? POLL_MS : false,
  });
