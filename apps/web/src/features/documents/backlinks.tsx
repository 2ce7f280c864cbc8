import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { t } from '../../messages/index.ts';
import { PageIcon } from './page-icon.tsx';
import { backlinksQuery } from './queries.ts';

/** The pages that link here; nothing at all when there are none. */
export function Backlinks({ documentId }: { documentId: string }) {
  const { data } = useQuery(backlinksQuery(documentId));
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="mt-16 border-t border-line pt-5 print:hidden">
      <h2 className="mb-1.5 text-sm font-medium text-ink-soft">{t('backlinks.title')}</h2>
      <ul>
        {data.items.map((page) => (
          <li key={page.documentId}>
            <Link
              to="/d/$documentId"
              params={{ documentId: page.documentId }}
              className="-mx-2 flex h-8 items-center gap-1.5 rounded-md px-2 hover:bg-hover max-md:h-11"
            >
              <PageIcon icon={page.icon} />
              <span dir="auto" className="truncate">
                {page.title || t('page.untitled')}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
