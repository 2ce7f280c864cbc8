import { ApiError } from '@materi/client';
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { CloudAlert, Compass, PanelsTopLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { openDialog } from '../features/frame/dialog-store.ts';
import { t } from '../messages/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

// Its lists and dialogs are not for the first chunk.
const ArchivedWorkspaces = lazy(async () => ({
  default: (await import('../features/identity/settings/archived-workspaces.tsx')).ArchivedWorkspaces,
}));

/** No such address. */
export function MissingScreen() {
  const router = useRouter();
  return (
    <main className="flex h-full items-center justify-center">
      <Notice
        alone
        icon={<Compass size={36} strokeWidth={1.4} />}
        title={t('error.no_such_address')}
        action={
          <Button look="primary" onClick={() => void router.navigate({ to: '/' })}>
            {t('action.go_home')}
          </Button>
        }
      >
        {t('error.no_such_address_detail')}
      </Notice>
    </main>
  );
}

/** The screen could not be brought: the server is away, or something of ours broke. */
export function FailedScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main className="flex h-full items-center justify-center">
      <Notice
        alone
        icon={<CloudAlert size={36} strokeWidth={1.4} />}
        title={t('error.load_failed')}
        action={
          <>
            <Button
              look="primary"
              onClick={() => {
                reset();
                void router.invalidate();
              }}
            >
              {t('action.try_again')}
            </Button>
            <Button onClick={() => void router.navigate({ to: '/diagnosis' })}>{t('connection.diagnosis')}</Button>
          </>
        }
      >
        {t('page.load_failed_detail', { detail: error instanceof ApiError ? error.message : t('error.unexpected') })}
      </Notice>
    </main>
  );
}

/** Somebody who is signed in but belongs to no workspace. */
export function WithoutWorkspace() {
  return (
    <div className="flex flex-1 flex-col items-center justify-center overflow-y-auto">
      <Notice
        alone
        icon={<PanelsTopLeft size={36} strokeWidth={1.4} />}
        title={t('workspace.first')}
        action={
          <Button look="primary" onClick={() => openDialog({ kind: 'new-workspace' })}>
            {t('workspace.create')}
          </Button>
        }
      >
        {t('workspace.first_detail')}
      </Notice>
      <Suspense>
        <div className="w-full max-w-120 px-5">
          <ArchivedWorkspaces />
        </div>
      </Suspense>
    </div>
  );
}
