import {
  Activity,
  Copy,
  CornerUpRight,
  Download,
  History,
  Link2,
  ListTree,
  Pencil,
  Plus,
  Search,
  Smile,
  Star,
  StarOff,
  TextSearch,
  Trash2,
} from 'lucide-react';
import type { Follow } from '@materi/contract';
import { t } from '../../messages/index.ts';
import { keysText } from '../../ui/keys.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { openDialog } from '../frame/dialog-store.ts';
import type { PanelKind } from '../frame/panels.tsx';
import { followEntries } from '../notifications/follow.tsx';
import { copyText, duplicatePage, pageAddress, setFavourite, trashPage } from './pages.ts';

interface PageMenuNeeds {
  workspaceId: string;
  id: string;
  mayEdit: boolean;
  favourite: boolean;
  open(id: string): void;
  /** Left out where there is nothing to rename in place. */
  rename?(): void;
  createInside?(): void;
  /** Finds words in the page; left out where it is not open. */
  findInside?(): void;
  /** Opens a search among this page and those below it. */
  searchInside?(): void;
  /** Opens what stands beside the page; left out where the page is not open. */
  openPanel?(kind: PanelKind): void;
  /** Whether the person follows the page; left out where that is not known. */
  follow?: Follow | undefined;
  /** Called after the page went to the trash. */
  onTrashed?(): void;
}

/** What can be done to a page: the same list in the tree and above the page. */
export function pageMenu({ workspaceId, id, mayEdit, favourite, open, ...optional }: PageMenuNeeds): MenuEntry[] {
  const { rename, createInside, findInside, searchInside, openPanel, follow, onTrashed } = optional;
  const reading: MenuEntry[] = [
    {
      label: favourite ? t('page.unfavourite') : t('page.favourite'),
      icon: favourite ? <StarOff size={15} /> : <Star size={15} />,
      onSelect: () => void setFavourite(workspaceId, id, !favourite),
    },
    {
      label: t('page.copy_link'),
      icon: <Link2 size={15} />,
      onSelect: () => void copyText(pageAddress(id), t('page.link_copied')),
    },
    {
      label: t('page.export'),
      icon: <Download size={15} />,
      onSelect: () => openDialog({ kind: 'export', documentId: id }),
    },
    ...(findInside
      ? [{ label: t('page.find'), icon: <TextSearch size={15} />, keys: keysText('Mod+F'), onSelect: findInside }]
      : []),
    ...(searchInside ? [{ label: t('search.menu_in_page'), icon: <Search size={15} />, onSelect: searchInside }] : []),
    ...(openPanel ? panelEntries(openPanel) : []),
    ...(follow ? (['line', ...followEntries(id, follow)] satisfies MenuEntry[]) : []),
  ];
  if (!mayEdit) return reading;
  return [
    ...(createInside ? [{ label: t('page.new_inside'), icon: <Plus size={15} />, onSelect: createInside }] : []),
    ...(rename ? [{ label: t('page.rename'), icon: <Pencil size={15} />, keys: 'F2', onSelect: rename }] : []),
    {
      label: t('page.change_icon'),
      icon: <Smile size={15} />,
      onSelect: () => openDialog({ kind: 'icon', documentId: id }),
    },
    {
      label: t('page.move'),
      icon: <CornerUpRight size={15} />,
      onSelect: () => openDialog({ kind: 'move', documentId: id }),
    },
    {
      label: t('page.duplicate'),
      icon: <Copy size={15} />,
      onSelect: () => void duplicatePage(workspaceId, id).then((copy) => copy && open(copy.id)),
    },
    'line',
    ...reading,
    'line',
    {
      label: t('page.trash'),
      icon: <Trash2 size={15} />,
      critical: true,
      onSelect: () => {
        void trashPage(workspaceId, id);
        onTrashed?.();
      },
    },
  ];
}

const panelEntries = (openPanel: (kind: PanelKind) => void): MenuEntry[] => [
  'line',
  { label: t('panel.outline'), icon: <ListTree size={15} />, onSelect: () => openPanel('outline') },
  { label: t('panel.history'), icon: <History size={15} />, onSelect: () => openPanel('history') },
  { label: t('panel.activity'), icon: <Activity size={15} />, onSelect: () => openPanel('activity') },
];
