import { t } from '../../messages/index.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { signOutNevertheless } from './sign-out.ts';

/** Says what would be lost by signing out. */
export function SignOutDialog({ changes, onClose }: { changes: number; onClose(): void }) {
  return (
    <Confirm
      open
      onOpenChange={onClose}
      title={t('identity.sign_out_sure')}
      description={t('identity.sign_out_unsent', { changes })}
      action={t('identity.sign_out')}
      onConfirm={() => void signOutNevertheless()}
    />
  );
}
