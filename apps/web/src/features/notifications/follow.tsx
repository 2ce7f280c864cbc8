import type { Follow } from '@materi/contract';
import { Bell, BellOff, BellRing } from 'lucide-react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { followQuery } from './queries.ts';

async function setFollow(documentId: string, how: 'page' | 'branch' | 'none'): Promise<void> {
  const key = followQuery(documentId).queryKey;
  try {
    if (how === 'none') {
      await api.documents.unfollow(documentId);
      toast({ key: 'follow', text: t('follow.stopped') });
    } else {
      queryClient.setQueryData(key, await api.documents.follow(documentId, how === 'branch'));
      toast({ key: 'follow', text: t('follow.started') });
    }
  } catch {
    toast({ key: 'follow', tone: 'critical', text: t('follow.failed') });
  }
  void queryClient.invalidateQueries({ queryKey: key });
}

/** What the menu of a page offers to those who want to hear of its changes. */
export function followEntries(documentId: string, follow: Follow): MenuEntry[] {
  const entries: MenuEntry[] = [];
  if (!follow.following) {
    entries.push({
      label: t('follow.start'),
      icon: <Bell size={15} />,
      onSelect: () => void setFollow(documentId, 'page'),
    });
  }
  if (!follow.subpages) {
    entries.push({
      label: t('follow.start_all'),
      icon: <BellRing size={15} />,
      onSelect: () => void setFollow(documentId, 'branch'),
    });
  }
  if (follow.following) {
    entries.push({
      label: t('follow.stop'),
      icon: <BellOff size={15} />,
      onSelect: () => void setFollow(documentId, 'none'),
    });
  }
  return entries;
}
