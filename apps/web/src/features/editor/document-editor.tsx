import { CloudOff, FileQuestionMark, Lock, RefreshCw } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { WORKSPACE_ROLES, type WorkspaceRole } from './roles.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { DocumentEditorProps } from './contract.ts';
import './editor.css';
import type { EditorHost } from './host.ts';
import { t } from './messages.ts';
import { PageBody } from './page-body.tsx';
import type { SessionState } from './session/session.ts';
import { holdSession, sendUnsent, wouldLoseChanges } from './session/sessions.ts';

const mayEdit = (role: WorkspaceRole) => WORKSPACE_ROLES.indexOf(role) <= WORKSPACE_ROLES.indexOf('editor');

const relayUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/collab`;

addEventListener('beforeunload', (event) => {
  if (wouldLoseChanges()) event.preventDefault();
});

/** Whose left-over changes were looked for since the program started. */
const lookedFor = new Set<string>();

/** The session of the page, shared with whoever else shows it, let go when this screen goes. */
function useSession({ documentId, person, access, getToken }: DocumentEditorProps) {
  const token = useRef(getToken);
  token.current = getToken;
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
      void sendUnsent({ relayUrl: relayUrl(), person: { id: person.id, name: person.name }, getToken: getAnyToken });
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

const OPENING: SessionState = { stage: 'opening', failure: null, status: null, editable: false };

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
  const host: EditorHost = { ...props, say };
  const box = useRef(host);
  box.current = host;
  const person = useMemo(
    () => ({ id: props.person.id, name: props.person.name }),
    [props.person.id, props.person.name],
  );
  const live = useLiveWords(state);

  return (
    <div className="page-editor">
      <div role="status" className="sr-only">
        {said || live}
      </div>
      {state.status?.kind === 'readonly' && state.status.reason === 'reload' && state.stage === 'ready' && (
        <ReloadBanner />
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
      {state.stage === 'failed' && <LoadFailure state={state} onRetry={() => session?.retry()} />}
    </div>
  );
}

/** What a screen reader says when the connection changes; nothing while all is as before. */
function useLiveWords({ status }: SessionState): string {
  const [words, setWords] = useState('');
  const before = useRef<string | null>(null);
  const kind = status?.kind ?? null;
  useEffect(() => {
    const last = before.current;
    if (kind !== 'saving') before.current = kind;
    if (kind === 'offline' && last !== 'offline') setWords(t('live.offline'));
    else if (kind === 'saved' && last === 'offline') setWords(t('live.saved'));
    else if (kind === 'readonly' && last !== null && last !== 'readonly') setWords(t('live.readonly'));
  }, [kind]);
  return words;
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
      <Button look="primary" icon={<RefreshCw size={15} />} onClick={() => location.reload()}>
        {t('reload.action')}
      </Button>
    </div>
  );
}

interface Explanation {
  title: string;
  words: string;
  icon: ReactNode;
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
      return { title: t('load.title'), words: t('load.unreachable'), icon };
    default:
      return {
        title: t('load.title'),
        words: t('load.server', { detail: failure?.detail || t('failed.unknown') }),
        icon,
      };
  }
}

/** Stands where the page would be when it did not come; never an empty page. */
function LoadFailure({ state, onRetry }: { state: SessionState; onRetry(): void }) {
  const { title, words, icon } = explain(state);
  const reload = state.failure?.reason === 'reload';
  return (
    <div role="alert">
      <Notice
        icon={icon}
        title={title}
        action={
          <Button look="primary" onClick={reload ? () => location.reload() : onRetry}>
            {t(reload ? 'reload.action' : 'load.again')}
          </Button>
        }
      >
        {words}
      </Notice>
    </div>
  );
}
