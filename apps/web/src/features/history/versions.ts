import { ApiError } from '@materi/client';
import { api } from '../../api.ts';
import { t } from '../../messages/history.ts';
import { toast } from '../../ui/toast.tsx';
import { nodeOf, showNode } from '../documents/cache.ts';
import { momentOf } from './names.ts';
import { refreshHistory } from './queries.ts';

/* What people do with versions. When the server refuses, a toast says so. */

const detailOf = (error: unknown) => (error instanceof ApiError ? error.message : t('error.unexpected'));

/** Brings a version back; answers whether the page is like it now. The toast takes it back. */
export async function restoreVersion(documentId: string, versionId: string, endedAt: string): Promise<boolean> {
  try {
    const { version, before } = await api.documents.restoreVersion(documentId, versionId);
    toast(
      version === null
        ? { text: t('version.same') }
        : {
            key: `restore-${documentId}`,
            tone: 'positive',
            text: t('version.restored', { time: momentOf(endedAt) }),
            ...(before === null
              ? {}
              : {
                  action: {
                    label: t('action.undo'),
                    onSelect: () => void restoreVersion(documentId, before.id, before.endedAt),
                  },
                }),
          },
    );
    return true;
  } catch (error) {
    toast({ tone: 'critical', text: t('version.restore_failed', { detail: detailOf(error) }) });
    return false;
  } finally {
    refreshHistory(documentId);
  }
}

/** Makes a new page with the body of a version; answers its id, `null` when that failed. */
export async function copyVersion(documentId: string, versionId: string): Promise<string | null> {
  try {
    const page = await api.documents.copyVersion(documentId, versionId);
    showNode(page.workspaceId, nodeOf(page));
    toast({ tone: 'positive', text: t('version.copied', { title: page.title || t('page.untitled') }) });
    return page.id;
  } catch (error) {
    toast({ tone: 'critical', text: t('version.copy_failed', { detail: detailOf(error) }) });
    return null;
  }
}

/** Names a version, or (`null`) the page as it is now; an empty name takes it off. Answers whether it was done. */
export async function nameVersion(documentId: string, versionId: string | null, name: string): Promise<boolean> {
  try {
    if (versionId === null) await api.documents.nameNow(documentId, name);
    else if (name === '') await api.documents.unnameVersion(documentId, versionId);
    else await api.documents.nameVersion(documentId, versionId, name);
    if (name !== '') toast({ text: t('history.named', { name }) });
    return true;
  } catch (error) {
    toast({ tone: 'critical', text: t('history.name_failed', { detail: detailOf(error) }) });
    return false;
  } finally {
    refreshHistory(documentId);
  }
}
