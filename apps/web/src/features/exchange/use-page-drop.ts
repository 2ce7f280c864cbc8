import type { Workspace } from '@materi/contract';
import { useEffect } from 'react';
import { openDialog } from '../frame/dialog-store.ts';
import { canEdit } from '../identity/roles.ts';
import { droppedFiles } from './chosen-files.ts';

const IMPORTABLE = /\.(docx|docm|dotx|md|markdown|html?|xhtml|zip)$/i;

/** Whether what was dropped are pages of other programs: folders, or nothing but files that become pages. */
function holdsPages(data: DataTransfer): boolean {
  const items = Array.from(data.items).filter((item) => item.kind === 'file');
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;
  return items.length > 0 && items.every((item) => isFolder(item) || IMPORTABLE.test(item.getAsFile()?.name ?? ''));
}

/**
 * Documents and folders that are dropped on a page are imported below it; other
 * files go into the page, which is the editor's business.
 */
export function usePageDrop(workspace: Workspace | null, documentId: string | null): void {
  const workspaceId = workspace !== null && canEdit(workspace.role) ? workspace.id : null;
  useEffect(() => {
    if (workspaceId === null) return;
    const onDrop = (event: DragEvent) => {
      const inPage = event.target instanceof Element && event.target.closest('#main') !== null;
      if (!inPage || event.dataTransfer === null || !holdsPages(event.dataTransfer)) return;
      event.preventDefault();
      // The editor would put them into the page as files.
      event.stopPropagation();
      void droppedFiles(event.dataTransfer).then((files) => openDialog({ kind: 'import', files, into: documentId }));
    };
    const onDragOver = (event: DragEvent) => {
      const inPage = event.target instanceof Element && event.target.closest('#main') !== null;
      if (inPage && event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    globalThis.addEventListener('drop', onDrop, { capture: true });
    globalThis.addEventListener('dragover', onDragOver);
    return () => {
      globalThis.removeEventListener('drop', onDrop, { capture: true });
      globalThis.removeEventListener('dragover', onDragOver);
    };
  }, [workspaceId, documentId]);
}
