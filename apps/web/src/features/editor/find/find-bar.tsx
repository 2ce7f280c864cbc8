import type { Editor } from '@tiptap/core';
import { CaseSensitive, ChevronDown, ChevronRight, ChevronUp, Regex, WholeWord, X } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { Button, IconButton } from '../../../ui/button.tsx';
import { keysText } from '../../../ui/keys.tsx';
import { scrollerOf } from '../blocks/dragging.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { onFindInPage } from './asking.ts';
import type { FindQuery } from './matching.ts';
import type { Finding, FindState } from './finding.ts';

/** Whether keys pressed there are about the page: in it, or in nothing but what the page stands in. */
function isAboutPage(editor: Editor, target: EventTarget | null): boolean {
  const { dom } = editor.view;
  return target instanceof Node && (target.contains(dom) || dom.closest('.page-editor')?.contains(target) === true);
}

/** `?` says how many there are; the words for a screen reader are the same. */
function countWords({ query, count, current, isCut, fault }: FindState): string {
  if (fault !== null) return t(fault === 'slow' ? 'find.slow' : 'find.badPattern');
  if (query.text === '') return '';
  if (count === 0) return t('find.none');
  return t('find.count', { at: current + 1, count, isCut });
}

/** Keeps the bar at the upper end of the page, whatever stands beside it. */
function usePlace(editor: Editor, open: boolean): { top: number; insetInlineEnd: number; maxWidth: number } {
  const [place, setPlace] = useState({ top: 56, insetInlineEnd: 16, maxWidth: 400 });
  useLayoutEffect(() => {
    if (!open) return undefined;
    const scroller = scrollerOf(editor.view.dom);
    const measure = () => {
      const box = scroller.getBoundingClientRect();
      const isRightToLeft = getComputedStyle(scroller).direction === 'rtl';
      const end = isRightToLeft ? box.left : window.innerWidth - box.right;
      const margin = box.width < 600 ? 8 : 16;
      setPlace({ top: box.top + 8, insetInlineEnd: end + margin, maxWidth: box.width - 2 * margin });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [editor, open]);
  return place;
}

/** Find and replace in the page: Mod+F, or Mod+H with the line for replacing. */
export function FindBar({ editor, box }: { editor: Editor; box: HostBox }) {
  const { finding } = editor.storage.finding;
  return finding === null ? null : <Bar editor={editor} box={box} finding={finding} />;
}

function Bar({ editor, box, finding }: { editor: Editor; box: HostBox; finding: Finding }) {
  const state = useSyncExternalStore(finding.subscribe, () => finding.state);
  const place = usePlace(editor, state.open);
  useEffect(() => {
    // Somebody who reads has no caret in the page: the keys are for the page when they are for nothing else.
    const onKey = (event: KeyboardEvent) => {
      const mod = event.metaKey || event.ctrlKey;
      const isFind = mod && !event.shiftKey && event.key.toLowerCase() === 'f';
      if (event.defaultPrevented || !isFind || !isAboutPage(editor, event.target)) return;
      event.preventDefault();
      finding.open(event.altKey);
    };
    addEventListener('keydown', onKey);
    const stopListening = onFindInPage(() => finding.open(false));
    return () => {
      removeEventListener('keydown', onKey);
      stopListening();
    };
  }, [editor, finding]);
  if (!state.open) return null;
  return createPortal(
    <div role="search" aria-label={t('find.label')} className="find-bar animate-rise" style={place}>
      <Fields editor={editor} box={box} finding={finding} state={state} />
    </div>,
    document.body,
  );
}

function Fields({ editor, box, finding, state }: { editor: Editor; box: HostBox; finding: Finding; state: FindState }) {
  const { query } = state;
  const [replacement, setReplacement] = useState('');
  const [replacing, setReplacing] = useState(state.replacing);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    setReplacing(state.replacing);
  }, [state.asked, state.replacing]);

  useEffect(() => {
    // A button that can do no more gives up the focus, and the keys would reach nothing.
    const active = document.activeElement;
    if (state.count === 0 && (active === document.body || active?.matches(':disabled') === true))
      field.current?.focus();
  }, [state.count]);

  const change = (part: Partial<FindQuery>) => finding.setQuery({ ...query, ...part });
  const toggle = (name: 'matchCase' | 'wholeWord' | 'isPattern', label: string, icon: ReactNode) => (
    <IconButton
      small
      label={label}
      aria-pressed={query[name]}
      className={query[name] ? 'is-on' : ''}
      onClick={() => change({ [name]: !query[name] })}
    >
      {icon}
    </IconButton>
  );
  const replaceAll = async () => {
    try {
      const count = await finding.replaceAll(replacement);
      box.current.say(t('find.replaced', { count }));
    } catch {
      box.current.say(t('find.slow'));
    }
  };
  const words = countWords(state);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const mod = event.metaKey || event.ctrlKey;
    const isG = mod && event.key.toLowerCase() === 'g';
    if (event.key === 'Escape') finding.close();
    else if (event.key === 'F3' || isG) finding.step(event.shiftKey ? -1 : 1);
    else if (mod && (event.key.toLowerCase() === 'h' || (event.altKey && event.code === 'KeyF')))
      setReplacing(editor.isEditable);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div onKeyDown={onKeyDown}>
      <div className="find-line">
        {editor.isEditable && (
          <IconButton
            small
            label={t('find.showReplace')}
            aria-expanded={replacing}
            onClick={() => setReplacing(!replacing)}
          >
            {replacing ? <ChevronDown size={15} /> : <ChevronRight size={15} className="rtl:-scale-x-100" />}
          </IconButton>
        )}
        <div className="find-field" data-invalid={state.fault !== null || (query.text !== '' && state.count === 0)}>
          <input
            ref={field}
            value={query.text}
            aria-label={t('find.what')}
            aria-invalid={state.fault !== null}
            placeholder={t('find.what')}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            onChange={(event) => change({ text: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              finding.step(event.shiftKey ? -1 : 1);
            }}
          />
          {toggle('matchCase', t('find.matchCase'), <CaseSensitive size={16} />)}
          {toggle('wholeWord', t('find.wholeWord'), <WholeWord size={16} />)}
          {toggle('isPattern', t('find.pattern'), <Regex size={15} />)}
        </div>
        <IconButton small label={t('find.previous')} keys={keysText('Shift+Enter')} onClick={() => finding.step(-1)}>
          <ChevronUp size={16} />
        </IconButton>
        <IconButton small label={t('find.next')} keys="Enter" onClick={() => finding.step(1)}>
          <ChevronDown size={16} />
        </IconButton>
        <IconButton small label={t('find.close')} keys="Esc" onClick={() => finding.close()}>
          <X size={16} />
        </IconButton>
      </div>
      {replacing && editor.isEditable && (
        <div className="find-line is-replace">
          <div className="find-field">
            <input
              value={replacement}
              aria-label={t('find.with')}
              placeholder={t('find.with')}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setReplacement(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
                event.preventDefault();
                if (event.metaKey || event.ctrlKey) void replaceAll();
                else finding.replaceOne(replacement);
              }}
            />
          </div>
          <Button
            look="quiet"
            className="h-7! px-2!"
            disabled={state.count === 0}
            onClick={() => finding.replaceOne(replacement)}
          >
            {t('find.replace')}
          </Button>
          <Button look="quiet" className="h-7! px-2!" disabled={state.count === 0} onClick={() => void replaceAll()}>
            {t('find.replaceAll')}
          </Button>
        </div>
      )}
      <p role="status" className={words === '' ? 'sr-only' : 'find-count'} data-fault={state.fault !== null}>
        {words}
      </p>
    </div>
  );
}
