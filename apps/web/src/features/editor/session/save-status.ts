import type { RelayState } from '@materi/client/relay';
import type { SaveStatus } from '../contract.ts';
import { t } from '../messages.ts';

interface What {
  relay: RelayState;
  /** Whether every change that is not saved is stored on this device. */
  kept: boolean;
  /** Whether a try to connect has failed since the last time it worked. */
  lost: boolean;
}

/** What to tell a person about their changes. "Saved" only when every change is on the server's disk. */
export function saveStatus({ relay, kept, lost }: What): SaveStatus {
  const { pendingChanges } = relay;
  if (relay.reason === 'reload') return { kind: 'readonly', reason: 'reload' };
  if (relay.phase === 'stopped') {
    switch (relay.reason) {
      case 'gone':
        return { kind: 'failed', detail: t('failed.gone') };
      case 'no-access':
        return { kind: 'failed', detail: t('failed.noAccess') };
      case 'signed-out':
        return { kind: 'failed', detail: t('failed.signedOut') };
      case 'too-large':
        return { kind: 'failed', detail: t('failed.tooLarge') };
      default:
        return { kind: 'failed', detail: relay.detail || t('failed.unknown') };
    }
  }
  if (relay.readOnly) {
    return pendingChanges > 0
      ? { kind: 'failed', detail: t('failed.mayNotEdit', { changes: pendingChanges }) }
      : { kind: 'readonly', reason: 'access' };
  }
  if (relay.phase === 'connected' || (relay.phase === 'connecting' && !lost)) {
    return pendingChanges > 0 ? { kind: 'saving' } : { kind: 'saved' };
  }
  if (pendingChanges > 0 && !kept) return { kind: 'failed', detail: t('failed.notKept', { changes: pendingChanges }) };
  return { kind: 'offline', pendingChanges };
}
