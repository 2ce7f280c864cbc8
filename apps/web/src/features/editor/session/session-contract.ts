import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { RelayReason } from '@materi/client/relay';
import type { PresentPerson, SaveStatus } from '../contract.ts';
import type { WaitingFiles } from './save-status.ts';

/**
 * Where the page stands on its way to the screen. `ready` means that its content is known, from the
 * device or from the server, and only then may it be shown or edited. An empty page is never shown for
 * one that did not come.
 */
export type SessionStage = 'opening' | 'loading' | 'ready' | 'failed';

export interface SessionState {
  readonly stage: SessionStage;
  /** Why the page did not come, while `stage` is `failed`. */
  readonly failure: { reason: RelayReason; detail: string } | null;
  /** `null` until the page is there. */
  readonly status: SaveStatus | null;
  /** Whether it may be edited now. */
  readonly editable: boolean;
  /** Whether the server's page has arrived since it was opened; before that the page is as this device last knew it. */
  readonly current: boolean;
}

export interface DocumentSession {
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly state: SessionState;
  readonly people: readonly PresentPerson[];
  subscribe(listener: () => void): () => void;
  /** Whether leaving now would lose something: a change that is neither saved nor stored on the device. */
  wouldLose(): boolean;
  /** Whether nothing more can become of the changes made here: they are saved, or the server takes none. */
  isSettled(): boolean;
  /** Tells which files are on their way into the page: it is not saved without them. */
  setFiles(files: WaitingFiles): void;
  /** Calls back once every change made up to now is stored on the device or saved. */
  afterKept(work: () => void): void;
  retry(): void;
  setReadOnly(readOnly: boolean): void;
  /** The page has blocks that this program does not know: stop, store nothing, send nothing. */
  freeze(): void;
  /** Others see this person here. */
  enter(): void;
  /** Others no longer do; changes still go to the server. */
  leave(): void;
  close(): void;
}
