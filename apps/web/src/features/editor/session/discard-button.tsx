import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { t } from '../messages/index.ts';

/** Lets go of the changes that only this device has, after asking. */
export function DiscardButton({ onDiscard }: { onDiscard(): void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<Trash2 size={15} />} onClick={() => setAsking(true)}>
        {t('discard.action')}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('discard.title')}
        description={t('discard.sure')}
        action={t('discard.confirm')}
        onConfirm={onDiscard}
      />
    </>
  );
}
