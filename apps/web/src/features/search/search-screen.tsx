import { ApiError } from '@materi/client';
import type { SearchAnswer } from '@materi/contract';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { CloudAlert, CloudOff, Search, SearchX } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { t } from '../../messages/search.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { findPages } from '../documents/find-pages.ts';
import { PageIcon } from '../documents/page-icon.tsx';
import { treeQuery } from '../documents/queries.ts';
import { Screen } from '../frame/top-bar.tsx';
import { rememberWorkspace } from '../frame/workspace.ts';
import { hasFilters, queryOf, type SearchAddress } from './filters.ts';
import { wholeSearch } from './queries.ts';
import { Filters, NO_FILTERS } from './search-filters.tsx';
import { Hit } from './search-hit.tsx';
import { useRested } from './use-rested.ts';

const REST_MS = 200;
/** How often a server that is away is asked again. */
const ASK_AGAIN_MS = 5_000;

const isUnreachable = (error: Error | null) => error instanceof ApiError && error.isUnreachable;

/** `/w/$workspaceId/search`: words and filters, kept in the address, and all that fits them. */
export function SearchScreen() {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId/search' });
  const address = useSearch({ from: '/app/w/$workspaceId/search' });
  const navigate = useNavigate({ from: '/w/$workspaceId/search' });
  const [typed, setTyped] = useState(address.q ?? '');
  const rested = useRested(typed, REST_MS);
  const change = (changes: SearchAddress) =>
    void navigate({ search: (now: SearchAddress) => ({ ...now, ...changes }), replace: true });

  useEffect(() => rememberWorkspace(workspaceId), [workspaceId]);
  useEffect(() => {
    document.title = `${t('search.title')} · Materi`;
  }, []);
  useEffect(() => {
    const q = rested.trim() || undefined;
    void navigate({
      // Other words may be misspelled anew.
      search: (now: SearchAddress) => (now.q === q ? now : { ...now, q, exact: undefined }),
      replace: true,
    });
  }, [rested, navigate]);

  const isOpen = !address.q && !address.sort && !hasFilters(address);
  const results = useInfiniteQuery({
    ...wholeSearch(queryOf(workspaceId, address)),
    enabled: !isOpen,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isUnreachable(state.error) ? ASK_AGAIN_MS : false),
  });
  const hits = results.data?.pages.flatMap(({ items }) => items) ?? [];
  const [first] = results.data?.pages ?? [];

  return (
    <Screen title={t('search.title')}>
      <h1 className="sr-only">{t('search.title')}</h1>
      <div role="search" className="relative">
        <Search
          size={17}
          aria-hidden
          className="pointer-events-none absolute inset-y-0 start-3 my-auto text-ink-faint"
        />
        <TextInput
          autoFocus
          large
          type="search"
          aria-label={t('search.field')}
          placeholder={t('search.field')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="ps-10! text-page"
        />
      </div>
      <Filters workspaceId={workspaceId} address={address} change={change} />
      <p role="status" className="sr-only">
        {results.isFetching
          ? ''
          : results.data !== undefined
            ? t('search.found', { pages: hits.length })
            : results.isError && t('search.failed')}
      </p>
      {!isOpen && first !== undefined && !results.isPlaceholderData && (
        <Spelling
          answer={first}
          words={address.q ?? ''}
          exactly={() => change({ exact: true })}
          instead={(q) => {
            setTyped(q);
            change({ q });
          }}
        />
      )}
      {first !== undefined && first.indexing > 0 && (
        <p className="mt-4 text-sm text-ink-faint">{t('search.indexing', { pages: first.indexing })}</p>
      )}
      <div className="mt-4" aria-busy={results.isFetching}>
        {isOpen ? (
          <Notice icon={<Search size={36} strokeWidth={1.4} />} title={t('search.start')}>
            {t('search.start_detail')}
          </Notice>
        ) : results.isError && results.data === undefined ? (
          isUnreachable(results.error) ? (
            <WithoutServer workspaceId={workspaceId} words={address.q ?? ''} />
          ) : (
            <Notice
              icon={<CloudAlert size={36} strokeWidth={1.4} />}
              title={t('search.failed')}
              action={<Button onClick={() => void results.refetch()}>{t('action.try_again')}</Button>}
            >
              {results.error.message}
            </Notice>
          )
        ) : results.data === undefined ? (
          <SkeletonRows rows={8} />
        ) : hits.length === 0 ? (
          <Notice
            icon={<SearchX size={36} strokeWidth={1.4} />}
            title={address.q ? t('search.nothing_for', { query: address.q }) : t('search.nothing')}
            action={
              address.q && hasFilters(address) ? (
                <Button onClick={() => change(NO_FILTERS)}>{t('search.without_filters')}</Button>
              ) : undefined
            }
          >
            {t('search.nothing_detail')}
          </Notice>
        ) : (
          <ol className="-mx-2.5 flex flex-col gap-1">
            {hits.map((hit) => (
              <Hit key={hit.document.id} hit={hit} />
            ))}
          </ol>
        )}
        {results.isFetchNextPageError && (
          <p role="alert" className="mt-4 text-ink-soft">
            {t('search.more_failed')}
          </p>
        )}
        {results.hasNextPage && (
          <Button className="mt-4" busy={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            {results.isFetchNextPageError ? t('action.try_again') : t('search.more')}
          </Button>
        )}
      </div>
    </Screen>
  );
}

interface SpellingProps {
  answer: SearchAnswer;
  words: string;
  /** Searches for the words as they were typed. */
  exactly(): void;
  /** Searches for other words. */
  instead(words: string): void;
}

/** What was searched in place of the words, or what else may have been meant. */
function Spelling({ answer, words, exactly, instead }: SpellingProps) {
  const link = (text: ReactNode, onClick: () => void) => (
    <button type="button" onClick={onClick} className="rounded-sm text-start text-accent underline underline-offset-2">
      {text}
    </button>
  );
  const { suggestion } = answer;
  if (answer.corrections.length === 0 && suggestion === null) return null;
  return (
    <div className="mt-4 flex flex-col items-start gap-1 text-ink-soft">
      {answer.corrections.map((each) => (
        <p key={each.word}>{t('search.corrected', each)}</p>
      ))}
      {answer.corrections.length > 0 && link(t('search.exact', { query: words }), exactly)}
      {suggestion !== null && link(t('search.did_you_mean', { query: suggestion }), () => instead(suggestion))}
    </div>
  );
}

/** What can be found without the server: pages by their titles. */
function WithoutServer({ workspaceId, words }: { workspaceId: string; words: string }) {
  const { data: tree = [] } = useQuery(treeQuery(workspaceId));
  const pages = words === '' ? [] : findPages(tree, words, 20);
  return (
    <>
      <Notice icon={<CloudOff size={36} strokeWidth={1.4} />} title={t('search.offline_title')}>
        {t('search.offline_detail')}
      </Notice>
      {pages.length > 0 && (
        <section>
          <h2 className="mb-1.5 text-sm font-medium text-ink-soft">{t('search.offline_pages')}</h2>
          <ul className="-mx-2.5">
            {pages.map((page) => (
              <li key={page.id}>
                <Link
                  to="/d/$documentId"
                  params={{ documentId: page.id }}
                  className="flex h-10 items-center gap-2 rounded-md px-2.5 hover:bg-hover"
                >
                  <PageIcon icon={page.icon} />
                  <span className="min-w-0 truncate">{page.title || t('page.untitled')}</span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
