import type { Stream } from '@materi/client';
import type { Document, StreamEvent } from '@materi/contract';
import { useEffect, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { hideBranch, refreshLists, showNode } from '../documents/cache.ts';
import { documentKey } from '../documents/queries.ts';

// The build that this tab came with; an answer with another one means that the server was updated.
let build: string | null = null;

function onHello(buildId: string): void {
  if (build === null) {
    build = buildId;
    // What happened after the first answers and before this moment was told to nobody.
    for (const key of ['tree', 'favourites', 'document']) void queryClient.invalidateQueries({ queryKey: [key] });
    return;
  }
  if (build !== buildId) {
    if (import.meta.env.MATERI_WATCHED) {
      location.reload();
      return;
    }
    toast({
      key: 'updated',
      text: t('frame.updated'),
      stays: true,
      action: { label: t('action.reload'), onSelect: () => location.reload() },
    });
  }
  // Whatever happened while the connection was lost is not told again.
  void queryClient.invalidateQueries();
}

/** Brings what changed elsewhere into the cache. */
function onEvent(event: StreamEvent): void {
  switch (event.type) {
    case 'hello':
      onHello(event.buildId);
      return;
    case 'document.changed':
      showNode(event.workspaceId, event.node);
      void queryClient.invalidateQueries({ queryKey: ['trash', event.workspaceId] });
      // It may have been taken out of the trash.
      if (queryClient.getQueryData<Document>(documentKey(event.node.id))?.trashedAt) {
        void queryClient.invalidateQueries({ queryKey: ['document'] });
      }
      return;
    case 'document.removed':
      hideBranch(event.workspaceId, event.documentId);
      // The page that is open may be it, or any page below it.
      void queryClient.invalidateQueries({ queryKey: ['document'] });
      refreshLists(event.workspaceId, 'trash', 'favourites', 'recent');
      return;
    case 'tree.changed':
      refreshLists(event.workspaceId, 'tree', 'trash', 'favourites', 'recent');
      void queryClient.invalidateQueries({ queryKey: ['document'] });
      return;
    case 'job.changed':
      void queryClient.invalidateQueries({ queryKey: ['job', event.jobId] });
      return;
    case 'membership.changed':
      for (const key of ['me', 'members', 'invitations', 'document']) {
        void queryClient.invalidateQueries({ queryKey: [key] });
      }
      return;
  }
}

/** Whether the server can be reached, and a way to try now. */
interface Connection {
  connected: boolean;
  retry(): void;
}

/** Listens while the frame is on the screen. */
export function useLive(): Connection {
  const [offline, setOffline] = useState(() => !navigator.onLine);
  const [lost, setLost] = useState(false);
  const stream = useRef<Stream | null>(null);
  useEffect(() => {
    let patience: ReturnType<typeof setTimeout> | undefined;
    const onState = (state: 'connected' | 'lost') => {
      clearTimeout(patience);
      if (state === 'connected') setLost(false);
      // A server that restarts is back in a moment: no need to worry anybody.
      else patience = setTimeout(() => setLost(true), 3000);
    };
    stream.current = api.stream({ onEvent, onState });
    const onOffline = () => setOffline(true);
    const onOnline = () => {
      setOffline(false);
      stream.current?.retryNow();
    };
    addEventListener('offline', onOffline);
    addEventListener('online', onOnline);
    return () => {
      clearTimeout(patience);
      removeEventListener('offline', onOffline);
      removeEventListener('online', onOnline);
      stream.current?.close();
    };
  }, []);
  return { connected: !offline && !lost, retry: () => stream.current?.retryNow() };
}
