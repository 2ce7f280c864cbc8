import { toast } from '../../../ui/toast.tsx';
import { t } from '../messages/index.ts';
import { pagesWithFiles } from './kept-files.ts';

/** Says that a file waits for a page that is not open any more, and leads there: it is sent from its page. */
export function tellFilesLeft(documentId: string, open: (documentId: string) => void): void {
  toast({
    key: `files.${documentId}`,
    text: t('upload.left'),
    action: { label: t('upload.openPage'), onSelect: () => open(documentId) },
  });
}

/** Says it of the pages with files of earlier visits, except for the one that is open. */
export async function tellOtherFiles(
  personId: string,
  openId: string,
  open: (documentId: string) => void,
): Promise<void> {
  for (const documentId of await pagesWithFiles(personId)) if (documentId !== openId) tellFilesLeft(documentId, open);
}
