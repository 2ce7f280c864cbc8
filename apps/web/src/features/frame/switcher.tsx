import type { Workspace } from '@materi/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  FilePlus2,
  Hash,
  House,
  Import,
  Keyboard,
  Lightbulb,
  LogOut,
  Moon,
  Plus,
  Search,
  Settings,
  Sun,
  Trash2,
  User,
  Users,
} from 'lucide-react';
import { useState } from 'react';
import { t } from '../../messages/palette.ts';
import { Palette } from '../../ui/palette.tsx';
import { PickList, type PickItem } from '../../ui/pick-list.tsx';
import { toast } from '../../ui/toast.tsx';
import { findPages } from '../documents/find-pages.ts';
import { PageIcon } from '../documents/page-icon.tsx';
import { recentQuery, treeQuery } from '../documents/queries.ts';
import { ancestors, indexTree } from '../documents/tree.ts';
import { membersQuery } from '../identity/queries.ts';
import { forgetHints } from '../onboarding/hints.ts';
import { canEdit } from '../identity/roles.ts';
import { fromFirstWord } from '../search/from-first-word.ts';
import { MarkedText } from '../search/marked-text.tsx';
import { tagsQuery, typedSearch } from '../search/queries.ts';
import { showWords, wordsOfHit } from '../search/shown-words.ts';
import { useRested } from '../search/use-rested.ts';
import { screenCommands } from './commands.ts';
import { prefer } from '../identity/preferences.ts';
import { openDialog } from './dialog-store.ts';
import { useFrame } from './frame-context.ts';
import { typedAhead } from './typed-ahead.ts';
import { rememberWorkspace, useMe } from './workspace.ts';
import { signOut } from './sign-out.ts';

/** How long typing rests before the text is searched. */
const REST_MS = 120;

/** Ctrl/⌘ K: pages by title at once, then by their text; commands (`>`), tags (`#`) and people (`@`). */
export function Switcher({ workspace, onClose }: { workspace: Workspace; onClose(): void }) {
  const [query, setQuery] = useState(typedAhead.take);
  const navigate = useNavigate();
  const workspaceId = workspace.id;
  const { data: tree = [] } = useQuery(treeQuery(workspaceId));
  const { data: recent } = useQuery(recentQuery(workspaceId));
  const commands = useCommands(workspace);
  const index = indexTree(tree);

  const sign = /^[>#@]/.exec(query)?.[0] ?? null;
  const typed = sign === null ? query.trim() : query.slice(1).trim();
  const rested = useRested(sign === null ? query.replace(/^\s+/, '') : '', REST_MS);
  const found = useQuery({
    ...typedSearch(workspaceId, rested),
    enabled: rested.length > 1,
    placeholderData: keepPreviousData,
  });
  const tags = useQuery({ ...tagsQuery(workspaceId), enabled: sign === '#' });
  const members = useQuery({ ...membersQuery(workspaceId), enabled: sign === '@' });

  const openSearch = (search: { q?: string; tag?: string[]; author?: string }) =>
    void navigate({ to: '/w/$workspaceId/search', params: { workspaceId }, search });

  const pageItems = (): PickItem[] =>
    (typed === '' ? (recent?.items ?? tree).slice(0, 8) : findPages(tree, typed, 8)).map((page) => ({
      key: page.id,
      group: typed === '' ? t('search.recent') : t('search.pages'),
      icon: <PageIcon icon={page.icon} />,
      label: page.title || t('page.untitled'),
      detail: ancestors(index, page.id)
        .map((node) => node.title || t('page.untitled'))
        .join(' / '),
      onPick: () => void navigate({ to: '/d/$documentId', params: { documentId: page.id } }),
    }));

  const textItems = (): PickItem[] =>
    (typed === '' ? [] : (found.data?.items ?? []))
      .filter((hit) => hit.passages.length > 0)
      .map((hit) => {
        const [passage] = hit.passages;
        return {
          key: `text-${hit.document.id}`,
          group: t('search.in_text'),
          icon: <PageIcon icon={hit.document.icon} />,
          label: hit.document.title || t('page.untitled'),
          detail: passage?.headingPath.at(-1),
          note: passage && <MarkedText {...fromFirstWord(passage)} />,
          onPick: () => {
            showWords(hit.document.id, wordsOfHit(hit, passage));
            void navigate({
              to: '/d/$documentId',
              params: { documentId: hit.document.id },
              ...(passage?.blockId ? { hash: `b-${passage.blockId}` } : {}),
            });
          },
        };
      });

  const commandItems = (limit: number): PickItem[] =>
    findPages(
      [...screenCommands().map((one) => ({ ...one, onPick: () => one.run(), detail: one.keys })), ...commands].map(
        (command) => ({
          ...command,
          title: command.label,
        }),
      ),
      typed,
      limit,
    ).map((command) => ({ ...command, group: t('search.commands') }));

  const tagItems = (): PickItem[] =>
    findPages(
      (tags.data ?? []).map((tag) => ({ ...tag, title: tag.name })),
      typed,
      30,
    ).map((tag) => ({
      key: `tag-${tag.name}`,
      group: t('search.tags'),
      icon: <Hash className="size-5 shrink-0 p-0.5 text-ink-faint" />,
      label: tag.name,
      detail: t('tags.pages', { pages: tag.documents }),
      onPick: () => openSearch({ tag: [tag.name] }),
    }));

  const peopleItems = (): PickItem[] => {
    const people = members.data === undefined ? [] : Array.isArray(members.data) ? members.data : members.data.items;
    return findPages(
      people.map(({ person }) => ({ ...person, title: person.name })),
      typed,
      30,
    ).map((person) => ({
      key: `person-${person.id}`,
      group: t('search.people'),
      icon: <User className="size-5 shrink-0 p-0.5 text-ink-faint" />,
      label: person.name,
      onPick: () => openSearch({ author: person.id }),
    }));
  };

  const isAnswered = rested.trim() === typed && found.data !== undefined && !found.isPlaceholderData;
  const all = (): PickItem[] => {
    const pages = [...pageItems(), ...textItems()];
    const hasMore = typed !== '' && (pages.length > 0 || !isAnswered);
    return [
      ...pages,
      ...(hasMore
        ? [
            {
              key: 'all-results',
              icon: <Search className="size-5 shrink-0 p-0.5 text-ink-faint" />,
              label: t('search.all_results', { query: typed }),
              onPick: () => openSearch({ q: typed }),
            },
          ]
        : []),
      ...commandItems(typed === '' ? 5 : 6),
    ];
  };
  const manageTags: PickItem = {
    key: 'manage-tags',
    icon: <Settings className="size-5 shrink-0 p-0.5 text-ink-faint" />,
    label: t('tags.manage'),
    onPick: () => void navigate({ to: '/w/$workspaceId/settings/$section', params: { workspaceId, section: 'tags' } }),
  };
  const chosen =
    sign === '>' ? commandItems(40) : sign === '#' ? [...tagItems(), manageTags] : sign === '@' ? peopleItems() : all();
  const items = chosen.map((item) => ({
    ...item,
    onPick: () => {
      onClose();
      item.onPick();
    },
  }));
  const status =
    typed === '' && sign === null
      ? t('search.palette_hint')
      : found.isError && sign === null
        ? t('search.offline')
        : found.isFetching && found.data === undefined
          ? t('search.looking')
          : undefined;

  return (
    <Palette title={t('switcher.title')} onClose={onClose}>
      <PickList
        label={t('search.palette_label')}
        query={query}
        onQuery={setQuery}
        items={items}
        nothing={t('search.nothing')}
        status={status}
      />
    </Palette>
  );
}

function useCommands(workspace: Workspace): PickItem[] {
  const navigate = useNavigate();
  const me = useMe();
  const { newPage } = useFrame();
  const workspaceId = workspace.id;
  const settings = (section: string) =>
    void navigate({ to: '/w/$workspaceId/settings/$section', params: { workspaceId, section } });
  const mayEdit = canEdit(workspace.role);
  const glyph = 'size-5 p-0.5 shrink-0 text-ink-faint';
  return [
    ...(mayEdit
      ? [
          { key: 'new', icon: <FilePlus2 className={glyph} />, label: t('page.new'), onPick: () => void newPage() },
          {
            key: 'import',
            icon: <Import className={glyph} />,
            label: t('import.title'),
            onPick: () => openDialog({ kind: 'import', files: [], into: null }),
          },
        ]
      : []),
    {
      key: 'home',
      icon: <House className={glyph} />,
      label: t('home.title'),
      onPick: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId } }),
    },
    {
      key: 'trash',
      icon: <Trash2 className={glyph} />,
      label: t('trash.title'),
      onPick: () => void navigate({ to: '/w/$workspaceId/trash', params: { workspaceId } }),
    },
    {
      key: 'settings',
      icon: <Settings className={glyph} />,
      label: t('settings.title'),
      onPick: () => settings('profile'),
    },
    {
      key: 'members',
      icon: <Users className={glyph} />,
      label: t('settings.members'),
      onPick: () => settings('members'),
    },
    {
      key: 'tags',
      icon: <Hash className={glyph} />,
      label: t('tags.manage'),
      onPick: () => settings('tags'),
    },
    {
      key: 'light',
      icon: <Sun className={glyph} />,
      label: t('appearance.to_light'),
      onPick: () => void prefer({ theme: 'light' }),
    },
    {
      key: 'dark',
      icon: <Moon className={glyph} />,
      label: t('appearance.to_dark'),
      onPick: () => void prefer({ theme: 'dark' }),
    },
    {
      key: 'hints',
      icon: <Lightbulb className={glyph} />,
      label: t('hint.again'),
      onPick: () => {
        forgetHints();
        toast({ text: t('hint.again_done') });
      },
    },
    {
      key: 'keys',
      icon: <Keyboard className={glyph} />,
      label: t('keys.title'),
      onPick: () => openDialog({ kind: 'keys' }),
    },
    ...me.workspaces
      .filter((one) => one.id !== workspaceId)
      .map((one) => ({
        key: one.id,
        icon: <House className={glyph} />,
        label: t('workspace.go_to', { name: one.name }),
        onPick: () => {
          rememberWorkspace(one.id);
          void navigate({ to: '/w/$workspaceId', params: { workspaceId: one.id } });
        },
      })),
    {
      key: 'new-workspace',
      icon: <Plus className={glyph} />,
      label: t('workspace.new'),
      onPick: () => openDialog({ kind: 'new-workspace' }),
    },
    {
      key: 'sign-out',
      icon: <LogOut className={glyph} />,
      label: t('identity.sign_out'),
      onPick: () => void signOut(),
    },
  ];
}
