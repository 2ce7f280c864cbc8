import { ApiError } from '@materi/client';
import type { ImportUndone } from '@materi/contract';
import { useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { refreshLists } from '../documents/cache.ts';

/** Takes an import back and says what became of it; `null` when it could not be. */
export async function undoImport(workspaceId: string, importId: string, edited = false): Promise<ImportUndone | null> {
  try {
    const undone = await api.imports.undo(importId, edited);
    refreshLists(workspaceId, 'tree', 'recent', 'trash', 'favourites');
    void queryClient.invalidateQueries({ queryKey: ['document'] });
    void queryClient.invalidateQueries({ queryKey: ['imports', workspaceId] });
    if (undone.kept.length === 0) toast({ text: t('import.undone', { removed: undone.removed }) });
    return undone;
  } catch (error) {
    const detail = error instanceof ApiError ? error.message : t('error.unexpected');
    toast({ tone: 'critical', text: `${t('import.undo_failed')} ${detail}` });
    return null;
  }
}

interface Props {
  workspaceId: string;
  importId: string;
  /** Says which import, where several can be taken back. */
  label?: string;
  onUndone(): void;
}

/** A button that takes an import back; pages that people changed since are named first. */
export function UndoImport({ workspaceId, importId, label, onUndone }: Props) {
  const [busy, setBusy] = useState(false);
  const [kept, setKept] = useState<ImportUndone['kept']>([]);
  const undo = async (edited: boolean) => {
    setBusy(true);
    const undone = await undoImport(workspaceId, importId, edited);
    setBusy(false);
    if (undone === null) return;
    setKept(undone.kept);
    if (undone.kept.length === 0) onUndone();
  };
  if (kept.length === 0) {
    return (
      <Button onClick={() => void undo(false)} busy={busy}>
        {t('import.undo')}
        {label !== undefined && <span className="sr-only">: {label}</span>}
      </Button>
    );
  }
  return (
    <div role="status" className="w-full rounded-lg bg-sunken p-3">
      <p>{t('import.undo_kept', { count: kept.length })}</p>
      <ul className="my-2 max-h-32 list-disc overflow-y-auto ps-5 text-ink-soft">
        {kept.slice(0, 100).map(({ documentId, title }) => (
          <li key={documentId} className="truncate">
            {title || t('page.untitled')}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onUndone}>{t('import.undo_keep')}</Button>
        <Button look="critical" onClick={() => void undo(true)} busy={busy}>
          {t('import.undo_all')}
        </Button>
      </div>
    </div>
  );
}
