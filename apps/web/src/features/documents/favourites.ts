import { ApiError } from '@materi/client';
import type { Document } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { refreshLists } from './cache.ts';

/** Puts a favourite before another one, or (`null`) at the end. Shown at once; refused, it goes back. */
export async function moveFavourite(workspaceId: string, id: string, beforeId: string | null): Promise<void> {
  const key = ['favourites', workspaceId];
  const shown = queryClient.getQueryData<{ items: Document[]; nextCursor: string | null }>(key);
  const page = shown?.items.find((one) => one.id === id);
  if (shown === undefined || page === undefined) return;
  const rest = shown.items.filter((one) => one.id !== id);
  const at = beforeId === null ? rest.length : rest.findIndex((one) => one.id === beforeId);
  const afterId = rest[at - 1]?.id;
  // A list that is on its way holds the old order.
  await queryClient.cancelQueries({ queryKey: key });
  queryClient.setQueryData(key, { ...shown, items: rest.toSpliced(at, 0, page) });
  try {
    await api.documents.addFavourite(id, beforeId === null ? { afterId: afterId ?? null } : { beforeId });
  } catch (error) {
    const detail = error instanceof ApiError ? error.message : t('error.unexpected');
    toast({ tone: 'critical', text: `${t('page.favourite_failed')} ${detail}` });
  }
  refreshLists(workspaceId, 'favourites');
}
