import type { RelayState } from '@materi/client/relay';
import type { SaveStatus } from '../contract.ts';
import { t } from '../messages/index.ts';

interface What {
  relay: RelayState;
  /** Whether every change that is not saved is stored on this device. */
  kept: boolean;
  /** Whether a try to connect has failed since the last time it worked. */
  lost: boolean;
  files: WaitingFiles;
}

/** The files of the page whose blocks are not written yet. */
export interface WaitingFiles {
  count: number;
  /** Whether all of them are stored on this device. */
  kept: boolean;
}

/** What to tell a person about their changes. "Saved" only when every change is on the server's disk. */
export function saveStatus({ relay, kept, lost, files }: What): SaveStatus {
  const { pendingChanges } = relay;
  // What the server will never take, a person may read, copy and let go of.
  const refused = pendingChanges > 0 ? { refused: true as const } : {};
  if (relay.reason === 'reload') return { kind: 'readonly', reason: 'reload' };
  if (relay.phase === 'stopped') {
    switch (relay.reason) {
      case 'gone':
        return { kind: 'failed', detail: t('failed.gone'), ...refused };
      case 'no-access':
        return { kind: 'failed', detail: t('failed.noAccess'), ...refused };
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
      ? { kind: 'failed', detail: t('failed.mayNotEdit', { changes: pendingChanges }), refused: true }
      : { kind: 'readonly', reason: 'access' };
  }
  if (relay.phase === 'connected' || (relay.phase === 'connecting' && !lost)) {
    const slower = relay.way === 'events' && relay.phase === 'connected' ? { slower: true as const } : {};
    return pendingChanges + files.count > 0 ? { kind: 'saving', ...slower } : { kind: 'saved', ...slower };
  }
  if (pendingChanges > 0 && !kept) return { kind: 'failed', detail: t('failed.notKept', { changes: pendingChanges }) };
  if (!files.kept) return { kind: 'failed', detail: t('failed.filesNotKept') };
  return { kind: 'offline', pendingChanges: pendingChanges + files.count };
}
