import { useState } from 'react';
import { emoji } from '../../messages/emoji.ts';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { cachedNode } from './cache.ts';
import { setIcon } from './pages.ts';

interface Props {
  workspaceId: string;
  documentId: string;
  onClose(): void;
}

/** Gives a page an emoji. */
export function IconDialog({ workspaceId, documentId, onClose }: Props) {
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  const found = words === '' ? emoji : emoji.filter(([, names]) => names.includes(words));
  const current = cachedNode(workspaceId, documentId)?.icon ?? null;
  const choose = (icon: string | null) => {
    onClose();
    if (icon !== current) void setIcon(workspaceId, documentId, icon);
  };
  // Any emoji of the keyboard's own picker may be typed or pasted.
  const typed = /\p{Emoji_Presentation}|\p{Extended_Pictographic}/u.test(query) ? query.trim() : null;
  return (
    <Dialog open onOpenChange={onClose} title={t('icon.title')}>
      <div className="flex gap-2 pt-1">
        <TextInput
          autoFocus
          aria-label={t('icon.search')}
          placeholder={t('icon.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = typed ?? found[0]?.[0];
            if (event.key === 'Enter' && first !== undefined) choose(first);
          }}
        />
        {current !== null && <Button onClick={() => choose(null)}>{t('icon.remove')}</Button>}
      </div>
      <div className="mt-3 grid h-64 auto-rows-min grid-cols-[repeat(auto-fill,minmax(2.25rem,1fr))] gap-0.5 overflow-y-auto">
        {(typed === null ? found : [[typed, typed] as const]).map(([sign, names]) => (
          <button
            key={sign}
            type="button"
            aria-label={names.split(' ')[0]}
            title={names.split(' ')[0]}
            aria-pressed={sign === current}
            onClick={() => choose(sign)}
            className="flex aspect-square items-center justify-center rounded-md text-lg hover:bg-hover aria-pressed:bg-active"
          >
            {sign}
          </button>
        ))}
        {found.length === 0 && typed === null && (
          <p className="col-span-full py-6 text-center text-ink-soft">{t('icon.nothing')}</p>
        )}
      </div>
    </Dialog>
  );
}
