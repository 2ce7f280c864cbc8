import { useState } from 'react';
import { t } from '../../messages/identity.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Whom to ask for a new password. The same for everybody, so that nobody learns who has an account. */
export function ForgotPassword() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('reset.forgot')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('reset.forgot_title')} description={t('reset.forgot_lead')}>
        <p className="text-ink-soft">{t('reset.forgot_operator')}</p>
        <code dir="ltr" className="mt-2 block rounded-md bg-sunken px-3 py-2 font-mono text-xs wrap-anywhere">
          ./materi reset-password --email ada@example.org
        </code>
        <Button className="mt-4 w-full" large onClick={() => setOpen(false)}>
          {t('reset.back')}
        </Button>
      </Dialog>
    </>
  );
}
