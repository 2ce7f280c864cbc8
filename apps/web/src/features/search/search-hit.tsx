import type { SearchHit, SearchPassage } from '@materi/contract';
import { Link } from '@tanstack/react-router';
import { t } from '../../messages/index.ts';
import { Time } from '../../ui/time.tsx';
import { PageIcon } from '../documents/page-icon.tsx';
import { MarkedText } from './marked-text.tsx';
import { showWords, wordsOfHit } from './shown-words.ts';

/** A page that was found, and its best passages: each opens the page there. */
export function Hit({ hit }: { hit: SearchHit }) {
  const { document: page } = hit;
  const open = (passage?: SearchPassage) => showWords(page.id, wordsOfHit(hit, passage));
  return (
    <li className="rounded-lg px-2.5 py-2">
      <div className="flex items-center gap-2">
        <PageIcon icon={page.icon} className="text-page" />
        <Link
          to="/d/$documentId"
          params={{ documentId: page.id }}
          onClick={() => open()}
          className="min-w-0 truncate py-0.5 font-medium hover:underline"
        >
          {page.title === '' ? t('page.untitled') : <MarkedText text={page.title} ranges={hit.titleRanges} />}
        </Link>
        <span className="min-w-0 flex-1 truncate text-sm text-ink-faint max-sm:hidden">
          {page.path.map((step) => step.title || t('page.untitled')).join(' / ')}
        </span>
        <span className="ms-auto shrink-0 text-sm text-ink-faint">
          <Time instant={page.updatedAt} />
        </span>
      </div>
      {hit.passages.map((passage, at) => (
        <Link
          // Two passages of one block may be there.
          key={`${passage.blockId} ${at}`}
          to="/d/$documentId"
          params={{ documentId: page.id }}
          {...(passage.blockId === null ? {} : { hash: `b-${passage.blockId}` })}
          onClick={() => open(passage)}
          className="ms-7 mt-1 block rounded-md px-2 py-1 text-ink-soft hover:bg-hover max-sm:ms-0"
        >
          {passage.headingPath.length > 0 && (
            <span className="block truncate text-xs text-ink-faint">{passage.headingPath.join(' › ')}</span>
          )}
          <span className="line-clamp-3 wrap-anywhere">
            <MarkedText text={passage.text} ranges={passage.ranges} />
          </span>
        </Link>
      ))}
    </li>
  );
}
