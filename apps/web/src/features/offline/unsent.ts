import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';

/** Says that the server did not take what a person wrote into a page, and leads to it. Stays until it is answered. */
export function tellUnsent(documentId: string, open: () => void): void {
  toast({
    tone: 'critical',
    key: `unsent.${documentId}`,
    text: t('unsent.left'),
    stays: true,
    action: { label: t('unsent.show'), onSelect: open },
  });
}
