import { CloudOff, FileQuestionMark, Lock, RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { WORKSPACE_ROLES, type WorkspaceRole } from './roles.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { DocumentEditorProps } from './contract.ts';
import './editor.css';
import type { EditorHost } from './host.ts';
import { t } from './messages/index.ts';
import { PageBody } from './page-body.tsx';
import { clearDeviceCopies } from './session/device-copies.ts';
import { DiscardButton } from './session/discard-button.tsx';
import { tellOtherFiles } from './session/left-files.ts';
import type { DocumentSession, SessionState } from './session/session.ts';
import { redrawPageLinks } from './views/references.ts';
import { holdSession, sendUnsent, wouldLoseChanges } from './session/sessions.ts';
import { tellUnsent } from '../offline/unsent.ts';
import { reloadApp } from '../offline/updates.ts';

const mayEdit = (role: WorkspaceRole) => WORKSPACE_ROLES.indexOf(role) <= WORKSPACE_ROLES.indexOf('editor');

const relayUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/collab`;

addEventListener('beforeunload', (event) => {
  if (wouldLoseChanges()) event.preventDefault();
});

/** Whose left-over changes were looked for since the program started. */
const lookedFor = new Set<string>();

/** The session of the page, shared with whoever else shows it, let go when this screen goes. */
function useSession({ documentId, person, access, getToken, openPage }: DocumentEditorProps) {
  const token = useRef(getToken);
  token.current = getToken;
  const open = useRef(openPage);
  open.current = openPage;
  const readOnly = !mayEdit(access);
  const [session, setSession] = useState<ReturnType<typeof holdSession>['session'] | null>(null);
  useEffect(() => {
    const held = holdSession({
      relayUrl: relayUrl(),
      documentId,
      person: { id: person.id, name: person.name },
      readOnly,
      getToken: () => token.current(),
    });
    setSession(held.session);
    if (!lookedFor.has(person.id)) {
      lookedFor.add(person.id);
      const getAnyToken = () => token.current();
      void sendUnsent(
        { relayUrl: relayUrl(), person: { id: person.id, name: person.name }, getToken: getAnyToken },
        (refused) => tellUnsent(refused, () => open.current(refused)),
      );
      void tellOtherFiles(person.id, documentId, (id) => open.current(id));
    }
    return () => {
      setSession(null);
      held.release();
    };
    // Rights may change while the page is open; that is told to the session and makes no new one.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [documentId, person.id, person.name]);
  useEffect(() => session?.setReadOnly(readOnly), [session, readOnly]);
  return session;
}

const OPENING: SessionState = { stage: 'opening', failure: null, status: null, editable: false, current: false };

/** The body of a page: opens it, keeps it saved, and says what became of it. */
export function DocumentEditor(props: DocumentEditorProps) {
  const session = useSession(props);
  const { onStatus, onPeople } = props;
  const state = useSyncExternalStore(
    (listener) => session?.subscribe(listener) ?? (() => {}),
    () => session?.state ?? OPENING,
  );
  const people = useSyncExternalStore(
    (listener) => session?.subscribe(listener) ?? (() => {}),
    () => session?.people ?? null,
  );
  useEffect(() => {
    if (state.status !== null) onStatus(state.status);
    // Telling the frame again because its function is new would be noise.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state.status]);
  useEffect(() => {
    if (people !== null) onPeople([...people]);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [people]);

  const [said, say] = useState('');
  const host: EditorHost = {
    ...props,
    say,
    holdPage: (documentId) =>
      holdSession({
        relayUrl: relayUrl(),
        documentId,
        person: { id: props.person.id, name: props.person.name },
        readOnly: false,
        getToken: () => props.getToken(),
      }),
  };
  const box = useRef(host);
  box.current = host;
  const person = useMemo(
    () => ({ id: props.person.id, name: props.person.name }),
    [props.person.id, props.person.name],
  );
  useLiveWords(state, say);
  // Each rendering of the frame may bring new titles.
  useEffect(redrawPageLinks);

  return (
    <div className="page-editor">
      <div role="status" className="sr-only">
        {said}
      </div>
      {state.status?.kind === 'readonly' && state.status.reason === 'reload' && state.stage === 'ready' && (
        <ReloadBanner />
      )}
      {session !== null && state.status?.kind === 'failed' && state.status.refused === true && (
        <RefusedBanner
          words={state.status.detail}
          onDiscard={() => void discardChanges(session, props.person.id, props.documentId)}
        />
      )}
      {session !== null && state.stage === 'ready' && (
        <PageBody
          session={session}
          person={person}
          box={box}
          editable={state.editable}
          autoFocus={props.autoFocus === true}
        />
      )}
      {(session === null || state.stage === 'opening' || state.stage === 'loading') && <BodySkeleton />}
      {state.stage === 'failed' && (
        <LoadFailure state={state} onRetry={() => session?.retry()} onHistory={props.openHistory} />
      )}
    </div>
  );
}

/** Has a screen reader say when the connection changes; nothing while all is as before. */
function useLiveWords({ status }: SessionState, say: (sentence: string) => void): void {
  const before = useRef<string | null>(null);
  const kind = status?.kind ?? null;
  useEffect(() => {
    const last = before.current;
    if (kind !== 'saving') before.current = kind;
    if (kind === 'offline' && last !== 'offline') say(t('live.offline'));
    else if (kind === 'saved' && last === 'offline') say(t('live.saved'));
    else if (kind === 'readonly' && last !== null && last !== 'readonly') say(t('live.readonly'));
  }, [kind, say]);
}

function BodySkeleton() {
  return (
    <div className="flex flex-col gap-3 py-1" aria-busy>
      {['w-full', 'w-11/12', 'w-4/5', 'w-2/3'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  );
}

function ReloadBanner() {
  return (
    <div role="alert" className="reload-banner">
      <span>{t('reload.banner')}</span>
      <Button look="primary" icon={<RefreshCw size={15} />} onClick={() => void reloadApp()}>
        {t('reload.action')}
      </Button>
    </div>
  );
}

/** Lets go of what this device keeps of the page, and opens it as the server has it. */
async function discardChanges(session: DocumentSession, personId: string, documentId: string): Promise<void> {
  session.freeze();
  await clearDeviceCopies(personId, [documentId]);
  location.reload();
}

/** Changes that the server will not take: they can be read and copied, and let go. */
function RefusedBanner({ words, onDiscard }: { words: string; onDiscard(): void }) {
  return (
    <div role="alert" className="reload-banner">
      <span>
        {words} {t('discard.explain')}
      </span>
      <DiscardButton onDiscard={onDiscard} />
    </div>
  );
}

interface Explanation {
  title: string;
  words: string;
  icon: ReactNode;
  /** The server has the page and cannot open it as it is now. */
  isBroken?: boolean;
  /** Nothing was heard of the server. */
  isAway?: boolean;
}

function explain({ failure }: SessionState): Explanation {
  const icon = <CloudOff size={28} strokeWidth={1.5} />;
  switch (failure?.reason) {
    case 'gone':
      return {
        title: t('load.gone.title'),
        words: t('load.gone'),
        icon: <FileQuestionMark size={28} strokeWidth={1.5} />,
      };
    case 'no-access':
      return { title: t('load.noAccess.title'), words: t('load.noAccess'), icon: <Lock size={28} strokeWidth={1.5} /> };
    case 'signed-out':
      return { title: t('load.title'), words: t('load.signedOut'), icon };
    case 'reload':
      return { title: t('load.reload.title'), words: t('load.reload'), icon };
    case 'unreachable':
    case 'silent':
    case undefined:
      return { title: t('load.title'), words: t('load.unreachable'), icon, isAway: true };
    default:
      return {
        title: t('load.title'),
        words: t('load.server', { detail: failure?.detail || t('failed.unknown') }),
        icon,
        isBroken: true,
      };
  }
}

/** Stands where the page would be when it did not come; never an empty page. */
function LoadFailure({ state, onRetry, onHistory }: { state: SessionState; onRetry(): void; onHistory(): void }) {
  const { title, words, icon, isBroken, isAway } = explain(state);
  const reload = state.failure?.reason === 'reload';
  return (
    <div role="alert">
      <Notice
        icon={icon}
        title={title}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button look="primary" onClick={reload ? () => void reloadApp() : onRetry}>
              {t(reload ? 'reload.action' : 'load.again')}
            </Button>
            {isBroken === true && <Button onClick={onHistory}>{t('load.versions')}</Button>}
            {isAway === true && <Button onClick={() => location.assign('/diagnosis')}>{t('load.diagnosis')}</Button>}
          </div>
        }
      >
        {words}
      </Notice>
    </div>
  );
}
