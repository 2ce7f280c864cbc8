import type { Me } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { countNewPages } from '../documents/new-pages.ts';
import { unsentPages } from '../editor/session/device-copies.ts';
import { countKeptFiles } from '../editor/session/kept-files.ts';
import { meQuery } from '../identity/queries.ts';
import { forgetPerson } from '../offline/kept-queries.ts';
import { openDialog } from './dialog-store.ts';

const personId = () => queryClient.getQueryData<Me>(meQuery.queryKey)?.person.id;

/** Ends the session on this device; asks first when something that was written here would be lost. */
export async function signOut(): Promise<void> {
  const me = personId();
  if (me !== undefined) {
    const unsent = await unsentPages(me).catch(() => []);
    const files = await countKeptFiles(me);
    const changes = unsent.reduce((sum, page) => sum + page.changes, countNewPages() + files);
    if (changes > 0) return openDialog({ kind: 'sign-out', changes });
  }
  await signOutNevertheless();
}

/** Ends it, whatever is lost. */
export async function signOutNevertheless(): Promise<void> {
  const me = personId();
  try {
    await api.auth.signOut();
  } finally {
    // Also when the server is away: whoever leaves this device leaves nothing on it.
    if (me !== undefined) await forgetPerson(me);
    queryClient.clear();
    // A full load, so that nothing of this person stays in memory.
    location.assign('/sign-in');
  }
}

/** The same question in the browser's own words: whoever leaves while the server is away may not have the code of ours. */
export function askPlainly(changes: number): void {
  // oxlint-disable-next-line no-alert -- better than not being able to leave
  if (confirm(`${t('identity.sign_out_sure')}\n${t('identity.sign_out_unsent', { changes })}`))
    void signOutNevertheless();
}
