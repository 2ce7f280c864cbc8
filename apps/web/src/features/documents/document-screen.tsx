import { ApiError } from '@materi/client';
import type { Document, TreeNode } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { CloudAlert, Ellipsis, FileQuestion, Share2, SmilePlus } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { textDirection } from '../../messages/text-direction.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { afterPaint, later, useLater } from '../../ui/later.ts';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import type { DocumentEditorProps } from '../editor/contract.ts';
import { findInPage } from '../editor/find/asking.ts';
import { unsentChanges } from '../editor/session/device-copies.ts';
import { openDialog } from '../frame/dialog-store.ts';
import { menuCommands, useScreenCommands } from '../frame/commands.ts';
import { PagePanel, usePanel } from '../frame/panels.tsx';
import { report, useOpenPage } from '../frame/page-status.ts';
import { useShortcuts } from '../frame/shortcuts.ts';
import { TopBar } from '../frame/top-bar.tsx';
import { askForName } from '../history/naming.ts';
import { rememberWorkspace, useMe } from '../frame/workspace.ts';
import { canEdit } from '../identity/roles.ts';
import { followQuery } from '../notifications/queries.ts';
import { useReadOnOpen } from '../notifications/reading.ts';
import { PageTags } from '../search/page-tags.tsx';
import { Backlinks } from './backlinks.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { refreshLists } from './cache.ts';
import { EditorBoundary } from './editor-boundary.tsx';
import { findPages } from './find-pages.ts';
import { searchPeople } from './find-people.ts';
import { pageMenu } from './page-menu.tsx';
import { sendNewPages } from './new-pages.ts';
import { createPage, restorePage } from './pages.ts';
import { People } from './people.tsx';
import { documentQuery, treeKey, treeQuery } from './queries.ts';
import { SaveState, wholeStatus } from './save-state.tsx';
import { PageTitle } from './title.tsx';
import { useTitleState } from './titles.ts';
import { ancestors, indexTree } from './tree.ts';
import { uploadFile } from './upload.ts';

/** The editor is large: it comes after the title and the frame are drawn. */
const editor = later(() => import('../editor/index.ts'));
export const loadEditor = (): Promise<unknown> => editor.load();

const UnsentCopy = lazy(() => import('../editor/session/unsent-copy.tsx'));
const VersionView = lazy(() => import('../history/version-view.tsx'));

/** `/d/$documentId`: a page with all that stands around it. */
export function DocumentScreen() {
  const { documentId } = useParams({ from: '/app/d/$documentId' });
  const { data, error, refetch, isFetching } = useQuery(documentQuery(documentId));
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  if (refused) return <MissingPage key={documentId} documentId={documentId} />;
  if (data !== undefined) return <Page key={data.id} document={data} />;
  if (error !== null) return <FailedPage detail={error.message} busy={isFetching} retry={() => void refetch()} />;
  return <WaitingPage />;
}

function Page({ document: page }: { document: Document }) {
  const { id, workspaceId } = page;
  const me = useMe();
  const navigate = useNavigate();
  const router = useRouter();
  const { data: items } = useQuery(treeQuery(workspaceId));
  const [, openPanel] = usePanel();
  const body = useRef<HTMLDivElement>(null);
  const inTrash = page.trashedAt !== null;
  const mayEdit = canEdit(page.access) && !inTrash;
  const { version } = useSearch({ from: '/app/d/$documentId' });
  const { data: follow } = useQuery(followQuery(id));
  useReadOnOpen(workspaceId, id);
  useShortcuts({
    'Mod+Alt+s': () => {
      if (!mayEdit) return;
      openPanel('history');
      askForName();
    },
  });
  const isNew = useRef(page.title === '' && mayEdit);

  useEffect(() => rememberWorkspace(workspaceId), [workspaceId]);
  useEffect(() => {
    // Only for the list of recent pages: a failure matters to nobody.
    api.documents.visit(id).then(
      () => refreshLists(workspaceId, 'recent'),
      () => undefined,
    );
  }, [workspaceId, id]);
  useEffect(() => {
    window.document.title = `${page.title || t('page.untitled')} · Materi`;
  }, [page.title]);

  useEffect(
    () =>
      router.subscribe('onResolved', ({ toLocation, pathChanged, hashChanged, hrefChanged }) => {
        // The browser tells of another part of the page only when it went there by itself.
        const isPart = !pathChanged && toLocation.hash !== '' && (hashChanged || !hrefChanged);
        if (isPart) dispatchEvent(new HashChangeEvent('hashchange'));
      }),
    [router],
  );

  const openPage = (target: string, fragment?: string) =>
    void navigate({ to: '/d/$documentId', params: { documentId: target }, ...(fragment ? { hash: fragment } : {}) });
  const pageTitle = (target: string) => {
    const node = items === undefined ? undefined : indexTree(items).byId.get(target);
    return node === undefined ? undefined : { title: node.title, icon: node.icon };
  };
  const share = () => openDialog({ kind: 'share', documentId: id });
  const focusBody = () => body.current?.querySelector<HTMLElement>('[contenteditable="true"]')?.focus();
  const menu = pageMenu({
    workspaceId,
    id,
    mayEdit,
    favourite: page.favourite,
    openPanel,
    follow: inTrash ? undefined : follow,
    open: openPage,
    ...(version === undefined ? { findInside: findInPage } : {}),
    searchInside: () => void navigate({ to: '/w/$workspaceId/search', params: { workspaceId }, search: { in: id } }),
    onTrashed: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId } }),
  });
  useScreenCommands([
    { key: 'share', label: t('share.open'), icon: <Share2 size={15} />, run: share },
    ...menuCommands(menu),
  ]);
  const treeItems = () => queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId)) ?? [];

  return (
    <>
      <TopBar
        actions={
          <div className="flex min-w-0 items-center gap-2 max-sm:gap-1">
            <PageState id={id} />
            <Button look="quiet" icon={<Share2 size={15} />} onClick={share} className="max-sm:px-2">
              <span className="max-sm:sr-only">{t('share.open')}</span>
            </Button>
            <Menu align="end" entries={menu}>
              <IconButton label={t('page.more')}>
                <Ellipsis size={17} />
              </IconButton>
            </Menu>
          </div>
        }
      >
        <Breadcrumbs
          path={items === undefined ? [] : ancestors(indexTree(items), id)}
          title={page.title}
          icon={page.icon}
          open={openPage}
        />
      </TopBar>
      {inTrash && (
        <div role="status" className="flex items-center gap-3 bg-caution-soft px-4 py-1.5 text-caution print:hidden">
          <span className="min-w-0 flex-1">{t('trash.page_is_here')}</span>
          {canEdit(page.access) && (
            <Button onClick={() => void restorePage(workspaceId, id)}>{t('trash.restore')}</Button>
          )}
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 overflow-y-auto scroll-pt-10">
          <article className="mx-auto w-full max-w-(--measure) px-5 pt-8 pb-[30vh] sm:px-8 sm:pt-16">
            {/* The icon stands where the title begins. */}
            <div dir={textDirection(page.title)}>
              <IconButtonAbove id={id} icon={page.icon} mayEdit={mayEdit} />
              <PageTitle
                workspaceId={workspaceId}
                documentId={id}
                title={page.title}
                mayEdit={mayEdit && version === undefined}
                autoFocus={isNew.current}
                onLeaveDown={focusBody}
              />
              <PageTags page={page} mayEdit={mayEdit} />
            </div>
            <div ref={body} className="mt-4 font-page text-page">
              <EditorBoundary key={version ?? 'now'} openHistory={() => openPanel('history')}>
                <Suspense fallback={<SkeletonRows rows={5} />}>
                  {version !== undefined ? (
                    <VersionView
                      key={version}
                      documentId={id}
                      versionId={version}
                      mayEdit={mayEdit}
                      person={me.person}
                      pageTitle={pageTitle}
                      openPage={openPage}
                    />
                  ) : (
                    <Body
                      documentId={id}
                      workspaceId={workspaceId}
                      access={inTrash ? 'viewer' : page.access}
                      person={me.person}
                      onStatus={(status) => report(id, { status })}
                      onPeople={(people) => report(id, { people })}
                      searchPages={async (query) =>
                        findPages(
                          treeItems().filter((one) => one.id !== id),
                          query,
                          8,
                        ).map(({ id: found, title, icon }) => ({ id: found, title, icon }))
                      }
                      searchPeople={(query) => searchPeople(workspaceId, query)}
                      previewLink={(url) => api.workspaces.previewLink(workspaceId, url)}
                      pageTitle={pageTitle}
                      openPage={openPage}
                      openHistory={() => openPanel('history')}
                      createPage={async (title) => {
                        const made = await createPage(workspaceId, { parentId: id, title });
                        if (made === null) throw new Error(t('page.create_failed'));
                        return { id: made.id };
                      }}
                      uploadFile={(file, onProgress) => uploadFile(workspaceId, file, onProgress)}
                      getToken={async () => {
                        await sendNewPages();
                        return api.token();
                      }}
                    />
                  )}
                </Suspense>
              </EditorBoundary>
            </div>
            <Backlinks documentId={id} />
          </article>
        </div>
        <PagePanel documentId={id} workspaceId={workspaceId} access={page.access} />
      </div>
    </>
  );
}

/** The editor, once it is here. One that does not come is told by the boundary around it. */
function Body(props: DocumentEditorProps) {
  const parts = useLater(editor);
  const [failure, setFailure] = useState<Error | null>(null);
  useEffect(() => (parts === null ? afterPaint(() => void editor.load().catch(setFailure)) : undefined), [parts]);
  if (failure !== null) throw failure;
  return parts === null ? <SkeletonRows rows={5} /> : <parts.DocumentEditor {...props} />;
}

/** What became of the changes, and who is here. It changes with each letter typed, so nothing else is drawn with it. */
function PageState({ id }: { id: string }) {
  const { status, people } = useOpenPage(id);
  const titleState = useTitleState(id);
  return (
    <>
      <SaveState status={wholeStatus(status, titleState)} />
      <People people={people} />
    </>
  );
}

/** The large icon, or a quiet offer to give one. */
function IconButtonAbove({ id, icon, mayEdit }: { id: string; icon: string | null; mayEdit: boolean }) {
  const choose = () => openDialog({ kind: 'icon', documentId: id });
  if (icon !== null) {
    return (
      <button
        type="button"
        disabled={!mayEdit}
        aria-label={t('page.change_icon')}
        onClick={choose}
        className="-ms-1 mb-3 rounded-lg px-1 text-[3rem]/[3.5rem] enabled:hover:bg-hover"
      >
        {icon}
      </button>
    );
  }
  if (!mayEdit) return null;
  return (
    <Button
      look="quiet"
      icon={<SmilePlus size={15} />}
      onClick={choose}
      className="mb-1 -ms-2 h-7! px-2 text-sm text-ink-faint! opacity-0 transition-opacity print:hidden focus-visible:opacity-100 [article:hover>&]:opacity-100 max-md:opacity-100"
    >
      {t('page.add_icon')}
    </Button>
  );
}

function WaitingPage() {
  return (
    <>
      <TopBar>
        <Skeleton className="h-4 w-40" />
      </TopBar>
      <div aria-busy className="mx-auto w-full max-w-(--measure) px-5 pt-16 sm:px-8 sm:pt-24">
        <h1 className="sr-only">{t('page.loading')}</h1>
        <Skeleton className="mb-8 h-10 w-3/5" />
        <SkeletonRows rows={7} />
      </div>
    </>
  );
}

function FailedPage({ detail, busy, retry }: { detail: string; busy: boolean; retry(): void }) {
  return (
    <>
      <TopBar>{null}</TopBar>
      <Notice
        alone
        icon={<CloudAlert size={36} strokeWidth={1.4} />}
        title={t('page.load_failed')}
        action={
          <Button look="primary" busy={busy} onClick={retry}>
            {t('action.try_again')}
          </Button>
        }
      >
        {t('page.load_failed_detail', { detail })}
      </Notice>
    </>
  );
}

function MissingPage({ documentId }: { documentId: string }) {
  const navigate = useNavigate();
  const me = useMe();
  const [unsent, setUnsent] = useState(0);
  useEffect(() => {
    // A device that cannot tell keeps nothing that could be shown.
    unsentChanges(me.person.id, documentId).then(setUnsent, () => setUnsent(0));
  }, [me.person.id, documentId]);
  return (
    <>
      <TopBar>{null}</TopBar>
      <Notice
        alone
        icon={<FileQuestion size={36} strokeWidth={1.4} />}
        title={t('page.missing')}
        action={<Button onClick={() => void navigate({ to: '/' })}>{t('action.go_home')}</Button>}
      >
        {t('page.missing_detail')}
      </Notice>
      {unsent > 0 && (
        <Suspense fallback={<SkeletonRows rows={5} />}>
          <UnsentCopy
            personId={me.person.id}
            documentId={documentId}
            changes={unsent}
            onDiscarded={() => setUnsent(0)}
          />
        </Suspense>
      )}
    </>
  );
}
