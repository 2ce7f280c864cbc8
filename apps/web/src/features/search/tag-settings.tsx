import type { Tag, Workspace } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, Hash, Merge, Pencil, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../messages/search.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { canEdit } from '../identity/roles.ts';
import { LongRows } from '../identity/settings/rows.tsx';
import { SettingsSection } from '../identity/settings/section.tsx';
import { tagsQuery } from './queries.ts';
import { MergeTagDialog, RenameTagDialog } from './tag-dialogs.tsx';
import { deleteTag } from './tag-changes.ts';

/** So many are drawn at once; more on request. */
const STEP = 100;

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** The tags of a workspace: how many pages have each; rename, merge, delete. */
export function TagSettings({ workspace }: { workspace: Workspace }) {
  const { data, isError, refetch } = useQuery(tagsQuery(workspace.id));
  const [asks, setAsks] = useState<{ for: 'rename' | 'merge' | 'delete'; tag: Tag } | null>(null);
  const mayEdit = canEdit(workspace.role);
  const close = () => setAsks(null);

  return (
    <SettingsSection title={t('settings.tags')} lead={mayEdit ? t('tags.intro') : t('tags.read_only')}>
      <LongRows
        items={data}
        fits={({ name }, sought) => fold(name).includes(fold(sought.replace(/^#+/, '')))}
        step={STEP}
        searchLabel={t('tags.find')}
        countOf={(tags) => t('tags.count', { tags })}
        failed={isError}
        retry={() => void refetch()}
        emptyOf={(query) => (data?.length === 0 ? t('tags.none') : t('tags.none_fit', { query }))}
      >
        {(tag) => (
          <TagRow
            key={tag.name}
            tag={tag}
            workspaceId={workspace.id}
            mayEdit={mayEdit}
            mayMerge={(data?.length ?? 0) > 1}
            onAsk={(what) => setAsks({ for: what, tag })}
          />
        )}
      </LongRows>
      {asks?.for === 'rename' && (
        <RenameTagDialog workspaceId={workspace.id} tag={asks.tag} tags={data ?? []} onClose={close} />
      )}
      {asks?.for === 'merge' && (
        <MergeTagDialog workspaceId={workspace.id} tag={asks.tag} tags={data ?? []} onClose={close} />
      )}
      <Confirm
        open={asks?.for === 'delete'}
        onOpenChange={(open) => !open && close()}
        title={t('tags.delete_asks', { name: asks?.tag.name ?? '' })}
        description={t('tags.delete_detail', { pages: asks?.tag.documents ?? 0 })}
        action={t('tags.delete')}
        onConfirm={() => asks !== null && void deleteTag(workspace.id, asks.tag.name)}
      />
    </SettingsSection>
  );
}

interface RowProps {
  tag: Tag;
  workspaceId: string;
  mayEdit: boolean;
  mayMerge: boolean;
  onAsk(what: 'rename' | 'merge' | 'delete'): void;
}

function TagRow({ tag, workspaceId, mayEdit, mayMerge, onAsk }: RowProps) {
  const navigate = useNavigate();
  const place = { to: '/w/$workspaceId/search', params: { workspaceId }, search: { tag: [tag.name] } } as const;
  const entries: MenuEntry[] = [
    { label: t('tags.show_pages'), icon: <Search size={15} />, onSelect: () => void navigate(place) },
    { label: t('tags.rename'), icon: <Pencil size={15} />, onSelect: () => onAsk('rename') },
    {
      label: t('tags.merge'),
      icon: <Merge size={15} />,
      disabled: !mayMerge,
      onSelect: () => onAsk('merge'),
    },
    'line',
    { label: t('tags.delete'), icon: <Trash2 size={15} />, critical: true, onSelect: () => onAsk('delete') },
  ];
  return (
    <li className="flex items-center gap-2 py-1.5 ps-4 pe-2">
      <Hash size={15} aria-hidden className="shrink-0 text-ink-faint" />
      <Link {...place} className="min-w-0 flex-1 truncate py-1 hover:underline">
        {tag.name}
      </Link>
      <span className="tabular shrink-0 text-sm text-ink-soft">{t('tags.pages', { pages: tag.documents })}</span>
      {mayEdit && (
        <Menu entries={entries} align="end">
          <IconButton label={t('tags.actions', { name: tag.name })}>
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      )}
    </li>
  );
}
