import type { Me, Workspace } from '@materi/contract';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { meQuery } from '../identity/queries.ts';
import { readStored, useStored, writeStored } from './stored.ts';

const KEY = 'materi.workspace';

/** Remembers where the person is, for the next visit to the bare address. */
export const rememberWorkspace = (id: string): void => {
  if (readStored(KEY, '') !== id) writeStored(KEY, id);
};

/** The workspace to open when the address names none; null when there is none at all. */
export function startingWorkspace(me: Me): Workspace | null {
  const last = readStored(KEY, '');
  return me.workspaces.find((one) => one.id === last) ?? me.workspaces[0] ?? null;
}

/** Where the last visit was: known before the first answer, so that its tree can be fetched at once. */
export const lastWorkspaceId = (): string | null => readStored(KEY, '') || null;

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

/** The workspace that the frame shows: the one of the address, and on a page the one that was remembered last. */
export function useWorkspace(): Workspace | null {
  const me = useMe();
  const { workspaceId } = useParams({ strict: false });
  const [last] = useStored(KEY, '');
  const id = workspaceId ?? last;
  useEffect(() => {
    if (workspaceId !== undefined) rememberWorkspace(workspaceId);
  }, [workspaceId]);
  return me.workspaces.find((one) => one.id === id) ?? me.workspaces[0] ?? null;
}
