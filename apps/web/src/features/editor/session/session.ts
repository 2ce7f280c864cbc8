import * as Y from 'yjs';
import { Awareness } from 'y-protocols/awareness';
import { createRelayConnection, type RelayConnection, type RelayState } from '@materi/client/relay';
import { BODY_FRAGMENT, SCHEMA_VERSION } from '@materi/editor';
import type { PresentPerson, SaveStatus } from '../contract.ts';
import { t } from '../messages/index.ts';
import { openDeviceCopy, type DeviceCopy } from './device-copy.ts';
import { caretUser, presentPeople } from './presence.ts';
import { saveStatus, type WaitingFiles } from './save-status.ts';
import type { DocumentSession, SessionStage, SessionState } from './session-contract.ts';

export type { DocumentSession, SessionState };

/**
 * While somebody types, each letter is saved and the next one is not yet. "Saving…" stays until the typing rests for
 * so long: what is said is never better than it is, and nothing is drawn anew with each letter.
 */
const REST_MS = 400;

interface SessionNeeds {
  relayUrl: string;
  documentId: string;
  person: { id: string; name: string };
  readOnly: boolean;
  getToken(refresh: boolean): Promise<string>;
}

/** Opens a page: its copy on the device, then the server, and keeps all three equal. */
export function createDocumentSession(needs: SessionNeeds): DocumentSession {
  const { documentId, person } = needs;
  const doc = new Y.Doc({ gc: true });
  const awareness = new Awareness(doc);
  awareness.setLocalState({ user: caretUser(person) });
  const listeners = new Set<() => void>();

  let copy: DeviceCopy | null = null;
  let relay: RelayConnection | null = null;
  let readOnly = needs.readOnly;
  let stage: SessionStage = 'opening';
  let failure: SessionState['failure'] = null;
  let lost = false;
  let frozen = false;
  let closed = false;
  let state: SessionState = { stage, failure, status: null, editable: false, current: false };
  let people: readonly PresentPerson[] = presentPeople(awareness, person);
  let resting: ReturnType<typeof setTimeout> | undefined;
  let files: WaitingFiles = { count: 0, kept: true };
  let afterwards: { change: number; work: () => void }[] = [];

  const isKept = () => {
    if (relay === null || relay.state.pendingChanges === 0) return true;
    return copy !== null && !copy.broken && copy.keptChange >= relay.lastChange;
  };

  function update(): void {
    if (closed) return;
    if (relay !== null) {
      const now = relay.state;
      const kept = Math.max(relay.savedChange, copy?.broken === false ? copy.keptChange : 0);
      const ready = afterwards.filter(({ change }) => change <= kept);
      afterwards = afterwards.filter(({ change }) => change > kept);
      for (const { work } of ready) work();
      if (now.phase === 'waiting') lost = true;
      if (now.phase === 'connected') lost = false;
      // A page from the device stays on the screen whatever becomes of the connection.
      if (stage !== 'ready') {
        if (now.loaded) stage = 'ready';
        else if (now.phase === 'waiting' || now.phase === 'stopped') stage = 'failed';
        failure = stage === 'failed' ? { reason: now.reason ?? 'unreachable', detail: now.detail } : null;
      }
    }
    const status = restedStatus();
    const editable =
      stage === 'ready' && !frozen && !readOnly && status?.kind !== 'readonly' && relay?.state.readOnly !== true;
    const current = relay?.state.loaded === true;
    const same =
      state.stage === stage &&
      state.editable === editable &&
      state.current === current &&
      JSON.stringify([state.failure, state.status]) === JSON.stringify([failure, status]);
    if (same) return;
    state = { stage, failure, status, editable, current };
    for (const listener of listeners) listener();
  }

  /** The present status; "Saved" after "Saving…" only when the typing rests. */
  function restedStatus(): SaveStatus | null {
    const status = currentStatus();
    if (status?.kind !== 'saved' || state.status?.kind !== 'saving') {
      clearTimeout(resting);
      resting = undefined;
      return status;
    }
    resting ??= setTimeout(() => {
      resting = undefined;
      state = { ...state, status: null };
      update();
    }, REST_MS);
    return state.status;
  }

  function currentStatus(): SaveStatus | null {
    if (frozen) return { kind: 'readonly', reason: 'reload' };
    if (stage === 'failed') return { kind: 'failed', detail: failure?.detail || t('failed.notLoaded') };
    if (stage !== 'ready' || relay === null) return null;
    return saveStatus({ relay: relay.state, kept: isKept(), lost, files });
  }

  function onRelayState(now: RelayState): void {
    if (relay === null) return;
    if (now.loaded) copy?.markKnown();
    if (now.reason === 'reload') freeze();
    copy?.settle(relay.savedChange);
    update();
  }

  function onDocumentUpdate(bytes: Uint8Array, origin: unknown): void {
    if (relay === null || frozen) return;
    const fromServer = origin === relay;
    // A reader's editor may tidy its own view; that is nobody's change.
    if (!fromServer && relay.state.readOnly) return;
    copy?.append(bytes, fromServer ? null : relay.lastChange);
  }

  function onAwarenessChange(): void {
    const next = presentPeople(awareness, person);
    if (JSON.stringify(next) === JSON.stringify(people)) return;
    people = next;
    for (const listener of listeners) listener();
  }

  function freeze(): void {
    if (frozen) return;
    frozen = true;
    doc.off('update', onDocumentUpdate);
    relay?.close();
    void copy?.close();
    update();
  }

  async function open(): Promise<void> {
    try {
      copy = await openDeviceCopy({
        personId: person.id,
        documentId,
        schemaVersion: SCHEMA_VERSION,
        merge: (updates) => (updates.length === 1 && updates[0] !== undefined ? updates[0] : Y.mergeUpdates(updates)),
      });
    } catch {
      // Without storage on the device the page comes from the server alone, and leaving early warns.
      copy = null;
    }
    if (closed) {
      void copy?.close();
      return;
    }
    if (copy !== null && copy.schemaVersion > SCHEMA_VERSION) {
      stage = 'failed';
      failure = { reason: 'reload', detail: '' };
      freeze();
      return;
    }
    const pendingChanges = copy?.pendingChanges ?? 0;
    doc.transact(() => {
      for (const bytes of copy?.updates ?? []) Y.applyUpdate(doc, bytes, copy);
    }, copy);
    stage = copy?.known === true ? 'ready' : 'loading';
    copy?.onKept(update);
    relay = createRelayConnection({
      url: needs.relayUrl,
      documentId,
      doc,
      awareness,
      token: needs.getToken,
      schemaVersion: SCHEMA_VERSION,
      readOnly,
      pendingChanges,
    });
    doc.on('update', onDocumentUpdate);
    relay.subscribe(onRelayState);
    update();
  }

  awareness.on('change', onAwarenessChange);
  void open();

  return {
    documentId,
    doc,
    awareness,
    get state() {
      return state;
    },
    get people() {
      return people;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wouldLose: () => !isKept(),
    isSettled() {
      if (frozen || closed) return true;
      if (relay === null) return false;
      const { pendingChanges, phase, readOnly: refused } = relay.state;
      return pendingChanges === 0 || phase === 'stopped' || refused;
    },
    setFiles(next) {
      files = next;
      update();
    },
    afterKept(work) {
      afterwards.push({ change: relay?.lastChange ?? 0, work });
      update();
    },
    retry() {
      if (stage === 'failed' && !frozen) {
        stage = 'loading';
        failure = null;
      }
      relay?.retry();
      update();
    },
    setReadOnly(next) {
      readOnly = next;
      relay?.setReadOnly(next);
      update();
    },
    freeze,
    enter() {
      if (awareness.getLocalState() === null) awareness.setLocalState({ user: caretUser(person) });
    },
    leave() {
      awareness.setLocalState(null);
    },
    close() {
      if (closed) return;
      closed = true;
      clearTimeout(resting);
      awareness.setLocalState(null);
      awareness.off('change', onAwarenessChange);
      relay?.close();
      doc.off('update', onDocumentUpdate);
      void copy?.close();
      awareness.destroy();
      listeners.clear();
    },
  };
}

/** The shared body of the page (interfaces.md). */
export const bodyOf = (session: DocumentSession): Y.XmlFragment => session.doc.getXmlFragment(BODY_FRAGMENT);
