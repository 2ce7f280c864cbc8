import { useQuery } from '@tanstack/react-query';
import { FileText, Hash, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { t } from '../../messages/search.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { Palette } from '../../ui/palette.tsx';
import { PickList } from '../../ui/pick-list.tsx';
import { findPages } from '../documents/find-pages.ts';
import { PageIcon } from '../documents/page-icon.tsx';
import { treeQuery } from '../documents/queries.ts';
import { ancestors, indexTree } from '../documents/tree.ts';
import { membersQuery } from '../identity/queries.ts';
import { hasFilters, SINCE, THINGS, type SearchAddress } from './filters.ts';
import { tagsQuery } from './queries.ts';
import { sameTag } from './tag-names.ts';

interface Props {
  workspaceId: string;
  address: SearchAddress;
  change(changes: SearchAddress): void;
}

/** Without any of them. */
export const NO_FILTERS = {
  in: undefined,
  tag: undefined,
  author: undefined,
  since: undefined,
  has: undefined,
  trashed: undefined,
  exact: undefined,
} as const satisfies SearchAddress;

/** On a phone one row that is moved sideways, out to the edges of the screen. */
const ROW =
  'flex flex-wrap items-center gap-2 max-sm:-mx-5 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:px-5 max-sm:py-0.5 max-sm:[scrollbar-width:none]';

/** As wide as what is chosen, not as the longest choice. */
const FITTING = 'shrink-0 [&>select]:field-sizing-content';

/** What narrows a search: choices, and below them those that are made. */
export function Filters({ workspaceId, address, change }: Props) {
  const { data: tags = [] } = useQuery(tagsQuery(workspaceId));
  const { data: members } = useQuery(membersQuery(workspaceId));
  const { data: tree } = useQuery(treeQuery(workspaceId));
  const [choosesPage, setChoosesPage] = useState(false);
  const people = members?.items.map(({ person }) => person) ?? [];
  const inside = tree?.find(({ id }) => id === address.in);
  const without = <Value,>(values: readonly Value[] = [], value: Value) => {
    const left = values.filter((each) => each !== value);
    return left.length === 0 ? undefined : left;
  };

  const chips: { key: string; name: string; icon?: ReactNode; without: SearchAddress }[] = [];
  if (address.in !== undefined) {
    const name =
      inside === undefined && tree !== undefined
        ? t('search.in_page_gone')
        : t('search.in_page', { title: inside === undefined ? '…' : inside.title || t('page.untitled') });
    chips.push({ key: 'in', name, icon: <FileText size={13} aria-hidden />, without: { in: undefined } });
  }
  for (const tag of address.tag ?? []) {
    const icon = <Hash size={13} aria-hidden />;
    chips.push({ key: `tag ${tag}`, name: tag, icon, without: { tag: without(address.tag, tag) } });
  }
  if (address.author !== undefined) {
    const name = people.find(({ id }) => id === address.author)?.name ?? '…';
    chips.push({ key: 'author', name, without: { author: undefined } });
  }
  if (address.since !== undefined) {
    chips.push({ key: 'since', name: t(`search.${address.since}`), without: { since: undefined } });
  }
  for (const thing of address.has ?? []) {
    chips.push({
      key: `has ${thing}`,
      name: t(`search.has_${thing}`),
      without: { has: without(address.has, thing) },
    });
  }
  if (address.trashed !== undefined) {
    chips.push({ key: 'trashed', name: t('search.trashed'), without: { trashed: undefined } });
  }
  if (address.exact !== undefined) {
    chips.push({ key: 'exact', name: t('search.exact_only'), without: { exact: undefined } });
  }

  return (
    <div role="group" aria-label={t('search.filters')} className="mt-3">
      <div className={ROW}>
        <Choice
          label={t('search.filter_tag')}
          adds
          options={tags
            .filter(({ name }) => !address.tag?.some((tag) => sameTag(tag, name)))
            .map(({ name }) => ({ value: name, name }))}
          choose={(tag) => tag !== undefined && change({ tag: [...(address.tag ?? []), tag] })}
        />
        <Choice
          label={t('search.filter_author')}
          value={address.author}
          options={people.map(({ id, name }) => ({ value: id, name }))}
          choose={(author) => change({ author })}
        />
        <Choice
          label={t('search.filter_updated')}
          value={address.since}
          options={SINCE.map((each) => ({ value: each, name: t(`search.${each}`) }))}
          choose={(value) => change({ since: SINCE.find((each) => each === value) })}
        />
        <Choice
          label={t('search.filter_has')}
          adds
          options={THINGS.filter((each) => !address.has?.includes(each)).map((each) => ({
            value: each,
            name: t(`search.has_${each}`),
          }))}
          choose={(value) => {
            const thing = THINGS.find((each) => each === value);
            if (thing !== undefined) change({ has: [...(address.has ?? []), thing] });
          }}
        />
        <Button onClick={() => setChoosesPage(true)}>{t('search.filter_in')}</Button>
        <Button
          aria-pressed={address.trashed === true}
          onClick={() => change({ trashed: address.trashed ? undefined : true })}
        >
          {t('search.trashed')}
        </Button>
        <Select
          aria-label={t('search.sort')}
          value={address.sort ?? ''}
          onChange={(event) => change({ sort: event.target.value === 'updated' ? 'updated' : undefined })}
          className={`${FITTING} sm:ms-auto`}
        >
          <option value="">{t('search.sort_relevance')}</option>
          <option value="updated">{t('search.sort_updated')}</option>
        </Select>
      </div>
      {hasFilters(address) && (
        <ul className="mt-2 flex flex-wrap items-center gap-1.5">
          {chips.map((chip) => (
            <li
              key={chip.key}
              className="flex h-7 min-w-0 items-center gap-1 rounded-full bg-accent-soft ps-2.5 pe-1 text-sm"
            >
              {chip.icon}
              <span className="truncate">{chip.name}</span>
              <button
                type="button"
                aria-label={t('search.remove_filter', { name: chip.name })}
                onClick={() => change(chip.without)}
                className="flex size-6 shrink-0 items-center justify-center rounded-full hover:bg-hover"
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <button
                type="button"
                onClick={() => change(NO_FILTERS)}
                className="h-7 rounded-md px-2 text-sm text-ink-soft hover:bg-hover hover:text-ink"
              >
                {t('search.clear_filters')}
              </button>
            </li>
          )}
        </ul>
      )}
      {choosesPage && (
        <PageChoice
          workspaceId={workspaceId}
          choose={(id) => change({ in: id })}
          onClose={() => setChoosesPage(false)}
        />
      )}
    </div>
  );
}

function PageChoice(props: { workspaceId: string; choose(id: string): void; onClose(): void }) {
  const { data: items = [] } = useQuery(treeQuery(props.workspaceId));
  const [query, setQuery] = useState('');
  const tree = indexTree(items);
  return (
    <Palette title={t('search.filter_in')} onClose={props.onClose}>
      <PickList
        label={t('search.filter_in')}
        query={query}
        onQuery={setQuery}
        nothing={t('search.nothing')}
        items={findPages(items, query, 50).map((page) => ({
          key: page.id,
          icon: <PageIcon icon={page.icon} />,
          label: page.title || t('page.untitled'),
          detail: ancestors(tree, page.id)
            .map((one) => one.title || t('page.untitled'))
            .join(' / '),
          onPick: () => {
            props.onClose();
            props.choose(page.id);
          },
        }))}
      />
    </Palette>
  );
}

interface ChoiceProps {
  label: string;
  value?: string | undefined;
  options: readonly { value: string; name: string }[];
  /** Each choice is one more; the field itself keeps none. */
  adds?: boolean;
  choose(value: string | undefined): void;
}

function Choice({ label, value, options, adds, choose }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => choose(event.target.value === '' ? undefined : event.target.value)}
      className={`${FITTING} max-w-40`}
    >
      <option value="">{adds || value === undefined ? label : t('search.any')}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </Select>
  );
}
