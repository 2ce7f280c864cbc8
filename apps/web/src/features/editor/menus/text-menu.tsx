import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { BubbleMenu } from '@tiptap/react/menus';
import {
  Bold,
  ChevronDown,
  Code,
  ExternalLink,
  Italic,
  Link,
  type LucideIcon,
  Pencil,
  Strikethrough,
  Unlink,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { TURNABLE_KINDS } from '../blocks/kinds.ts';
import { followLink } from '../extensions/links.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages.ts';
import { LinkForm } from './link-form.tsx';

/** What a shortcut is called on this computer. */
export const keysText = (keys: string): string =>
  /Mac|iP(hone|ad)/.test(navigator.platform)
    ? keys.replace('Mod+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥')
    : keys.replace('Mod', 'Ctrl');

const MARKS: { mark: string; icon: LucideIcon; keys: string; toggle(editor: Editor): void }[] = [
  { mark: 'bold', icon: Bold, keys: 'Mod+B', toggle: (editor) => void editor.chain().focus().toggleBold().run() },
  { mark: 'italic', icon: Italic, keys: 'Mod+I', toggle: (editor) => void editor.chain().focus().toggleItalic().run() },
  {
    mark: 'strike',
    icon: Strikethrough,
    keys: 'Mod+Shift+S',
    toggle: (editor) => void editor.chain().focus().toggleStrike().run(),
  },
  { mark: 'code', icon: Code, keys: 'Mod+E', toggle: (editor) => void editor.chain().focus().toggleCode().run() },
];

/** Shown over selected text, and at a link. */
export function TextMenu({ editor, box }: { editor: Editor; box: HostBox }) {
  const [editing, setEditing] = useState(false);
  const now = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      marks: MARKS.filter(({ mark }) => current.isActive(mark)).map(({ mark }) => mark),
      href: current.isActive('link') ? String(current.getAttributes('link')['href'] ?? '') : null,
      kind:
        TURNABLE_KINDS.find((kind) => kind.id !== 'paragraph' && kind.isActive?.(current) === true)?.id ?? 'paragraph',
      empty: current.state.selection.empty,
    }),
  });
  useEffect(() => {
    editor.storage.pageKeys.editLink = () => setEditing(true);
    return () => {
      editor.storage.pageKeys.editLink = null;
    };
  }, [editor]);
  const kind = TURNABLE_KINDS.find(({ id }) => id === now.kind);

  return (
    <BubbleMenu
      editor={editor}
      className="text-menu"
      updateDelay={editing ? 0 : 120}
      options={{ placement: 'top-start', offset: 8, shift: { padding: 8 }, onHide: () => setEditing(false) }}
      shouldShow={({ editor: current, state }) => {
        if (!current.isEditable) return false;
        if (editing) return true;
        const { selection } = state;
        if (current.isActive('link') && current.view.hasFocus()) return true;
        const hasText = state.doc.textBetween(selection.from, selection.to).trim() !== '';
        return 'node' in selection || selection.$from.parent.type.spec.code === true
          ? false
          : !selection.empty && hasText && current.view.hasFocus();
      }}
    >
      {editing ? (
        <LinkForm editor={editor} box={box} href={now.href ?? ''} onDone={() => setEditing(false)} />
      ) : now.empty && now.href !== null ? (
        <div className="menu-row" role="toolbar" aria-label={t('mark.link')}>
          <span className="link-address">{now.href}</span>
          <IconButton label={t('link.open')} small onClick={() => followLink(editor, now.href ?? '', box)}>
            <ExternalLink size={15} />
          </IconButton>
          <IconButton label={t('link.edit')} small onClick={() => setEditing(true)}>
            <Pencil size={15} />
          </IconButton>
          <IconButton
            label={t('link.remove')}
            small
            onClick={() => void editor.chain().focus().extendMarkRange('link').unsetLink().run()}
          >
            <Unlink size={15} />
          </IconButton>
        </div>
      ) : (
        <div className="menu-row" role="toolbar" aria-label={t('marks.label')}>
          <Menu
            entries={TURNABLE_KINDS.map((choice) => ({
              label: choice.label,
              icon: <choice.icon size={16} />,
              checked: choice.id === now.kind,
              onSelect: () => void choice.turn?.(editor.chain().focus().clearNodes()).run(),
            }))}
          >
            <button type="button" className="turn-into" aria-label={t('marks.turnInto')}>
              {kind?.label}
              <ChevronDown size={14} />
            </button>
          </Menu>
          <span className="menu-divider" />
          {MARKS.map(({ mark, icon: Icon, keys, toggle }) => (
            <IconButton
              key={mark}
              small
              label={t(`mark.${mark as 'bold'}`)}
              keys={keysText(keys)}
              aria-pressed={now.marks.includes(mark)}
              className={now.marks.includes(mark) ? 'is-on' : ''}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => toggle(editor)}
            >
              <Icon size={16} />
            </IconButton>
          ))}
          <IconButton
            small
            label={t('mark.link')}
            keys={keysText('Mod+K')}
            aria-pressed={now.href !== null}
            className={now.href === null ? '' : 'is-on'}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => setEditing(true)}
          >
            <Link size={16} />
          </IconButton>
        </div>
      )}
    </BubbleMenu>
  );
}
