import type { TreeNode } from '@materi/contract';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { t } from '../../messages/index.ts';
import { Menu } from '../../ui/menu.tsx';
import { PageIcon } from './page-icon.tsx';

interface Props {
  path: readonly TreeNode[];
  title: string;
  icon: string | null;
  open(id: string): void;
}

const Slash = () => (
  <span aria-hidden className="text-ink-faint/70">
    /
  </span>
);

/** The way down to this page. A long way keeps its first and last step; the rest opens as a list. */
export function Breadcrumbs({ path, title, icon, open }: Props) {
  const hidden = path.length > 2 ? path.slice(1, -1) : [];
  const shown = path.length > 2 ? [path[0], path.at(-1)] : path;
  return (
    <nav aria-label={t('page.breadcrumbs')} className="flex min-w-0 items-center gap-1 text-ink-soft">
      {shown.map((node, at) =>
        node === undefined ? null : (
          <Fragment key={node.id}>
            {at === 1 && hidden.length > 0 && (
              <>
                <Menu
                  entries={hidden.map((one) => ({
                    label: one.title || t('page.untitled'),
                    icon: <PageIcon icon={one.icon} />,
                    onSelect: () => open(one.id),
                  }))}
                >
                  <button
                    type="button"
                    aria-label={t('page.breadcrumbs_more')}
                    className="rounded px-1 hover:bg-hover max-sm:hidden"
                  >
                    …
                  </button>
                </Menu>
                <span className="max-sm:hidden">
                  <Slash />
                </span>
              </>
            )}
            <Link
              to="/d/$documentId"
              params={{ documentId: node.id }}
              className="max-w-44 min-w-8 shrink truncate rounded px-1 py-0.5 hover:bg-hover hover:text-ink max-sm:hidden"
            >
              {node.title || t('page.untitled')}
            </Link>
            <span className="max-sm:hidden">
              <Slash />
            </span>
          </Fragment>
        ),
      )}
      <span aria-current="page" className="flex min-w-0 shrink items-center gap-0.5 px-1 text-ink">
        {icon !== null && <PageIcon icon={icon} />}
        <span className="truncate">{title || t('page.untitled')}</span>
      </span>
    </nav>
  );
}
