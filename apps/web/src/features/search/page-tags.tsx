import type { Document } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Hash, Plus, X } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { classes } from '../../ui/classes.ts';
import { toast } from '../../ui/toast.tsx';
import { documentKey } from '../documents/queries.ts';
import { tagsQuery } from './queries.ts';
import { sameTag, TAG_SIGNS } from './tag-names.ts';

const CHIP = 'flex h-6 items-center rounded-full bg-active text-sm text-ink-soft';

/** The tags in the properties of a page; what programs wrote there in other forms is understood too. */
function tagsOf(page: Document): string[] {
  const raw = page.properties['tags'];
  const parts: unknown[] = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(',') : [];
  return parts
    .flatMap((part) =>
      typeof part === 'string' || typeof part === 'number' ? [String(part).trim().replace(/^#+/, '')] : [],
    )
    .filter(Boolean);
}

/** The tags of a page, under its title: each leads to all pages with it. */
export function PageTags({ page, mayEdit }: { page: Document; mayEdit: boolean }) {
  const tags = tagsOf(page);
  const [adding, setAdding] = useState(false);
  if (tags.length === 0 && !mayEdit) return null;

  async function write(next: string[]): Promise<void> {
    try {
      const changed = await api.documents.update(page.id, { tags: next });
      queryClient.setQueryData<Document>(
        documentKey(page.id),
        (now) => now && { ...now, properties: changed.properties, version: changed.version },
      );
      void queryClient.invalidateQueries({ queryKey: ['tags', page.workspaceId] });
    } catch {
      toast({ text: t('tags.failed') });
    }
  }

  return (
    <ul aria-label={t('tags.label')} className="mt-2 flex flex-wrap items-center gap-1.5 font-sans print:hidden">
      {tags.map((tag) => (
        <li key={tag} className={CHIP}>
          <Link
            to="/w/$workspaceId/search"
            params={{ workspaceId: page.workspaceId }}
            search={{ tag: [tag] }}
            className="flex h-full items-center gap-0.5 rounded-full ps-2 pe-1 hover:text-ink"
          >
            <Hash size={12} aria-hidden />
            <span className="max-w-48 truncate">{tag}</span>
          </Link>
          {mayEdit && (
            <button
              type="button"
              aria-label={t('tags.remove', { name: tag })}
              onClick={() => void write(tags.filter((each) => each !== tag))}
              className="flex size-6 items-center justify-center rounded-full hover:bg-hover hover:text-ink"
            >
              <X size={12} aria-hidden />
            </button>
          )}
        </li>
      ))}
      {mayEdit && (
        <li>
          {adding ? (
            <TagField
              workspaceId={page.workspaceId}
              taken={tags}
              onDone={(tag) => {
                if (tag === null) setAdding(false);
                else if (!tags.some((each) => sameTag(each, tag))) void write([...tags, tag]);
              }}
            />
          ) : (
            <button
              type="button"
              onClick={() => setAdding(true)}
              className={classes(
                'flex h-6 items-center gap-1 rounded-full px-2 text-sm text-ink-faint hover:bg-hover hover:text-ink',
                // Alone, its words begin where the title does.
                tags.length === 0 && '-ms-2',
              )}
            >
              <Plus size={12} aria-hidden />
              {t('tags.add')}
            </button>
          )}
        </li>
      )}
    </ul>
  );
}

/** A field with the tags that there are; `null` when it is left. */
function TagField({
  workspaceId,
  taken,
  onDone,
}: {
  workspaceId: string;
  taken: readonly string[];
  onDone(tag: string | null): void;
}) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const { data: known = [] } = useQuery(tagsQuery(workspaceId));
  const name = typed.trim().replace(/^#+/, '').replaceAll(',', '').slice(0, TAG_SIGNS).trim();
  const fitting = known
    .filter((tag) => !taken.some((each) => sameTag(each, tag.name)))
    .filter((tag) => tag.name.toLocaleLowerCase().includes(name.toLocaleLowerCase()))
    .slice(0, 6)
    .map((tag) => ({ name: tag.name, label: tag.name }));
  const isNew = name !== '' && !known.some((tag) => sameTag(tag.name, name));
  const choices = isNew ? [...fitting, { name, label: t('tags.new', { name }) }] : fitting;
  const chosen = Math.min(at, choices.length - 1);
  const take = (tag: string) => {
    onDone(tag);
    setTyped('');
    setAt(0);
  };

  return (
    <div className="relative">
      <input
        autoFocus
        role="combobox"
        aria-label={t('tags.add')}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[chosen] === undefined ? undefined : `${id}-${chosen}`}
        value={typed}
        maxLength={TAG_SIGNS}
        placeholder={t('tags.add')}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onBlur={() => onDone(null)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && choices.length > 0) {
            event.preventDefault();
            setAt((chosen + step + choices.length) % choices.length);
          } else if (event.key === 'Enter' || event.key === ',') {
            event.preventDefault();
            const choice = choices[chosen];
            if (choice !== undefined) take(choice.name);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onDone(null);
          }
        }}
        className="h-6 w-32 rounded-full bg-raised px-2 text-sm ring-1 ring-inset ring-line-strong outline-none focus:ring-2 focus:ring-accent"
      />
      {choices.length > 0 && (
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={t('tags.label')}
          className="absolute start-0 top-full z-20 mt-1 w-52 rounded-lg bg-raised p-1 shadow-raised"
        >
          {choices.map((choice, place) => (
            <li
              key={choice.label}
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === chosen}
              onMouseMove={() => setAt(place)}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                take(choice.name);
              }}
              className="truncate rounded-md px-2 py-1.5 text-sm aria-selected:bg-active"
            >
              {choice.label}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
