import type { TAG_PAGES_LIMIT } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/search.ts';
import { toast } from '../../ui/toast.tsx';
import { attempt } from '../identity/settings/attempt.ts';

/** The contract's limit, checked against it by type: its value would bring zod along. */
const SLICE: typeof TAG_PAGES_LIMIT = 500;

/** Everything that shows tags: lists of them, pages, and searches. */
function refresh(workspaceId: string): void {
  for (const key of [['tags', workspaceId], ['document'], ['search-all'], ['search', workspaceId]]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
}

async function put(workspaceId: string, tag: string, ids: readonly string[], instead?: string): Promise<void> {
  for (let at = 0; at < ids.length; at += SLICE) {
    const documentIds = ids.slice(at, at + SLICE);
    await api.workspaces.tagPages(workspaceId, tag, instead === undefined ? { documentIds } : { documentIds, instead });
  }
}

function offerUndo(workspaceId: string, name: string, text: string, undo: () => Promise<void>): void {
  toast({
    text,
    key: 'tags',
    action: {
      label: t('action.undo'),
      onSelect: () => {
        void attempt(undo).then((done) => {
          if (done) toast({ text: t('tags.restored', { name }), key: 'tags' });
          refresh(workspaceId);
        });
      },
    },
  });
}

/** Gives a tag another name, which may be one that is in use: then the two become one. Answers whether it was done. */
export async function renameTag(workspaceId: string, name: string, to: string, isMerge: boolean): Promise<boolean> {
  const done = await attempt(async () => {
    const { documentIds, merged } = await api.workspaces.renameTag(workspaceId, name, to);
    const hadBoth = new Set(merged);
    const text = isMerge ? t('tags.merged', { name, to }) : t('tags.renamed', { name, to });
    offerUndo(workspaceId, name, text, async () => {
      const onlyThis = documentIds.filter((id) => !hadBoth.has(id));
      await put(workspaceId, name, onlyThis, to);
      await put(workspaceId, name, merged);
    });
  });
  refresh(workspaceId);
  return done;
}

/** Takes a tag off every page. */
export async function deleteTag(workspaceId: string, name: string): Promise<void> {
  await attempt(async () => {
    const { documents, documentIds } = await api.workspaces.deleteTag(workspaceId, name);
    offerUndo(workspaceId, name, t('tags.deleted', { name, pages: documents }), () =>
      put(workspaceId, name, documentIds),
    );
  });
  refresh(workspaceId);
}
