import { ApiError } from '@materi/client';
import type { Document, TreeNode } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { CloudAlert, Ellipsis, FileQuestion, Share2, SmilePlus } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { openDialog } from '../frame/dialog-store.ts';
import { report, useOpenPage } from '../frame/page-status.ts';
import { TopBar } from '../frame/top-bar.tsx';
import { rememberWorkspace, useMe } from '../frame/workspace.ts';
import { canEdit } from '../identity/roles.ts';
import { ShareDialog } from '../identity/share-dialog.tsx';
import { Backlinks } from './backlinks.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { EditorBoundary } from './editor-boundary.tsx';
import { findPages } from './find-pages.ts';
import { pageMenu } from './page-menu.tsx';
import { createPage, restorePage } from './pages.ts';
import { People } from './people.tsx';
import { documentQuery, treeKey, treeQuery } from './queries.ts';
import { SaveState, wholeStatus } from './save-state.tsx';
import { PageTitle } from './title.tsx';
import { useTitleState } from './titles.ts';
import { ancestors, indexTree } from './tree.ts';
import { uploadFile } from './upload.ts';

/** The editor is large: it comes after the title and the frame are drawn. */
export const loadEditor = () => import('../editor/index.ts');
const DocumentEditor = lazy(async () => ({ default: (await loadEditor()).DocumentEditor }));

/** `/d/$documentId`: a page with all that stands around it. */
export function DocumentScreen() {
  const { documentId } = useParams({ from: '/app/d/$documentId' });
  const { data, error, refetch, isFetching } = useQuery(documentQuery(documentId));
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  if (refused) return <MissingPage />;
  if (data !== undefined) return <Page key={data.id} document={data} />;
  if (error !== null) return <FailedPage detail={error.message} busy={isFetching} retry={() => void refetch()} />;
  return <WaitingPage />;
}

function Page({ document: page }: { document: Document }) {
  const { id, workspaceId } = page;
  const me = useMe();
  const navigate = useNavigate();
  const { data: items } = useQuery(treeQuery(workspaceId));
  const open = useOpenPage(id);
  const titleState = useTitleState(id);
  const [sharing, setSharing] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const inTrash = page.trashedAt !== null;
  const mayEdit = canEdit(page.access) && !inTrash;
  const isNew = useRef(page.title === '' && mayEdit);

  useEffect(() => rememberWorkspace(workspaceId), [workspaceId]);
  useEffect(() => {
    // Only for the list of recent pages: a failure matters to nobody.
    api.documents.visit(id).catch(() => undefined);
  }, [id]);
  useEffect(() => {
    window.document.title = `${page.title || t('page.untitled')} · Materi`;
  }, [page.title]);

  const openPage = (target: string, fragment?: string) =>
    void navigate({ to: '/d/$documentId', params: { documentId: target }, ...(fragment ? { hash: fragment } : {}) });
  const focusBody = () => body.current?.querySelector<HTMLElement>('[contenteditable="true"]')?.focus();
  const treeItems = () => queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId)) ?? [];

  return (
    <>
      <TopBar
        actions={
          <div className="flex min-w-0 items-center gap-2 max-sm:gap-1">
            <SaveState status={wholeStatus(open.status, titleState)} />
            <People people={open.people} />
            <Button look="quiet" icon={<Share2 size={15} />} onClick={() => setSharing(true)} className="max-sm:px-2">
              <span className="max-sm:sr-only">{t('share.open')}</span>
            </Button>
            <Menu
              align="end"
              entries={pageMenu({
                workspaceId,
                id,
                mayEdit,
                favourite: page.favourite,
                open: openPage,
                onTrashed: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId } }),
              })}
            >
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
        <div role="status" className="flex items-center gap-3 bg-caution-soft px-4 py-1.5 text-caution">
          <span className="min-w-0 flex-1">{t('trash.page_is_here')}</span>
          {canEdit(page.access) && (
            <Button onClick={() => void restorePage(workspaceId, id)}>{t('trash.restore')}</Button>
          )}
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto scroll-pt-10">
        <article className="mx-auto w-full max-w-(--measure) px-5 pt-8 pb-[30vh] sm:px-8 sm:pt-16">
          <IconButtonAbove id={id} icon={page.icon} mayEdit={mayEdit} />
          <PageTitle
            workspaceId={workspaceId}
            documentId={id}
            title={page.title}
            mayEdit={mayEdit}
            autoFocus={isNew.current}
            onLeaveDown={focusBody}
          />
          <div ref={body} className="mt-4 font-page text-page">
            <EditorBoundary>
              <Suspense fallback={<SkeletonRows rows={5} />}>
                <DocumentEditor
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
                  pageTitle={(target) => {
                    const node = items === undefined ? undefined : indexTree(items).byId.get(target);
                    return node === undefined ? undefined : { title: node.title, icon: node.icon };
                  }}
                  openPage={openPage}
                  createPage={async (title) => {
                    const made = await createPage(workspaceId, { parentId: id, title });
                    if (made === null) throw new Error(t('page.create_failed'));
                    return { id: made.id };
                  }}
                  uploadFile={(file, onProgress) => uploadFile(workspaceId, file, onProgress)}
                  getToken={() => api.token()}
                />
              </Suspense>
            </EditorBoundary>
          </div>
          <Backlinks documentId={id} />
        </article>
      </div>
      <ShareDialog open={sharing} onOpenChange={setSharing} workspaceId={workspaceId} documentId={id} />
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
        className="-ml-1 mb-3 rounded-lg px-1 text-[3rem]/[3.5rem] enabled:hover:bg-hover"
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
      className="mb-1 -ml-2 h-7! px-2 text-sm text-ink-faint! opacity-0 transition-opacity focus-visible:opacity-100 [article:hover>&]:opacity-100 max-md:opacity-100"
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

function MissingPage() {
  const navigate = useNavigate();
  return (
    <>
      <TopBar>{null}</TopBar>
      <Notice
        icon={<FileQuestion size={36} strokeWidth={1.4} />}
        title={t('page.missing')}
        action={<Button onClick={() => void navigate({ to: '/' })}>{t('action.go_home')}</Button>}
      >
        {t('page.missing_detail')}
      </Notice>
    </>
  );
}
