import { useEffect, useRef, useState } from 'react';
import { t } from '../../messages/index.ts';
import { textDirection } from '../../messages/text-direction.ts';
import { cleanTitle, draftTitle, sendTitle, setTitle, titleLimit } from './titles.ts';

interface Props {
  workspaceId: string;
  documentId: string;
  title: string;
  mayEdit: boolean;
  autoFocus: boolean;
  /** Enter and arrow down lead into the body. */
  onLeaveDown(): void;
}

/** The page's title as large text: one line of meaning, wrapped over as many lines as it needs. */
export function PageTitle({ workspaceId, documentId, title, mayEdit, autoFocus, onLeaveDown }: Props) {
  const [text, setText] = useState(() => draftTitle(documentId) ?? title);
  const field = useRef<HTMLTextAreaElement>(null);

  // What others write appears here. Words on their way from here are laid over what arrives (drafts.ts),
  // so a title that differs by more than a space at its end is never an older one.
  const [seen, setSeen] = useState(title);
  if (seen !== title) {
    setSeen(title);
    if (text.trim() !== title.trim()) setText(title);
  }

  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  // A page that is left takes its last words along at once.
  useEffect(() => () => sendTitle(documentId), [documentId]);

  // A whole sentence would fill the screen in the size of a few words.
  const size = text.length > 90 ? 'text-xl' : 'text-title max-sm:text-[1.75rem]/9';
  const look = `${size} font-page font-bold tracking-[-0.022em] wrap-anywhere`;
  if (!mayEdit)
    return (
      <h1 dir={textDirection(text)} className={look}>
        {text || t('page.untitled')}
      </h1>
    );
  return (
    <h1 dir={textDirection(text)} className={`grid ${look}`}>
      {/* Gives the field its height: it grows with its words. */}
      <span aria-hidden className="invisible [grid-area:1/1] whitespace-pre-wrap">
        {text || t('page.untitled')}{' '}
      </span>
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={titleLimit}
        aria-label={t('page.title_field')}
        placeholder={t('page.untitled')}
        spellCheck
        enterKeyHint="next"
        onChange={(event) => {
          const next = cleanTitle(event.target.value);
          setText(next);
          setTitle(workspaceId, documentId, next, title);
        }}
        onBlur={() => sendTitle(documentId)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const atEnd = event.currentTarget.selectionStart === text.length;
          if (event.key === 'Enter' || (event.key === 'ArrowDown' && atEnd)) {
            event.preventDefault();
            onLeaveDown();
          }
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        className="resize-none overflow-hidden bg-transparent outline-none [grid-area:1/1] placeholder:text-ink-faint/60"
      />
    </h1>
  );
}
