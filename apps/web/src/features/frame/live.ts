import type { Stream } from '@materi/client';
import type { Document, StreamEvent } from '@materi/contract';
import { useEffect, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { askAgain, hideBranch, refreshLists, showNode } from '../documents/cache.ts';
import { sendNewPages } from '../documents/new-pages.ts';
import { documentKey } from '../documents/queries.ts';
import { lookForUpdate, sayUpdated } from '../offline/updates.ts';

// The build that this tab came with; an answer with another one means that the server was updated.
let build: string | null = null;

function onHello(buildId: string): void {
  void sendNewPages().catch(() => undefined);
  if (build === null) {
    build = buildId;
    // What was opened from the device may be older than what the server has.
    void lookForUpdate();
    // What happened after the first answers and before this moment was told to nobody.
    for (const key of ['tree', 'favourites', 'document', 'inbox']) askAgain([key]);
    return;
  }
  if (build !== buildId) {
    if (import.meta.env.MATERI_WATCHED) {
      location.reload();
      return;
    }
    // Where the app is kept on the device, it says so itself once the new build is here as a whole.
    void lookForUpdate().then((comes) => {
      if (!comes) sayUpdated();
    });
  }
  // Whatever happened while the connection was lost is not told again.
  askAgain([]);
}

/** Brings what changed elsewhere into the cache. */
function onEvent(event: StreamEvent): void {
  switch (event.type) {
    case 'hello':
      onHello(event.buildId);
      return;
    case 'document.changed':
      showNode(event.workspaceId, event.node);
      askAgain(['trash', event.workspaceId]);
      // It may have been taken out of the trash.
      if (queryClient.getQueryData<Document>(documentKey(event.node.id))?.trashedAt) {
        askAgain(['document']);
      }
      return;
    case 'document.removed':
      hideBranch(event.workspaceId, event.documentId);
      // The page that is open may be it, or any page below it.
      askAgain(['document']);
      refreshLists(event.workspaceId, 'trash', 'favourites', 'recent');
      return;
    case 'tree.changed':
      refreshLists(event.workspaceId, 'tree', 'trash', 'favourites', 'recent');
      askAgain(['document']);
      return;
    case 'job.changed':
      askAgain(['job', event.jobId]);
      return;
    case 'notifications.changed':
      askAgain(['inbox', event.workspaceId]);
      return;
    case 'membership.changed':
      for (const key of ['me', 'members', 'invitations', 'document']) askAgain([key]);
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
