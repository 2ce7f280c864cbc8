import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { BubbleMenu } from '@tiptap/react/menus';
import {
  Baseline,
  Bold,
  ChevronDown,
  Code,
  ExternalLink,
  Highlighter,
  Italic,
  Link,
  type LucideIcon,
  Pencil,
  RemoveFormatting,
  Strikethrough,
  Underline,
  Unlink,
} from 'lucide-react';
import { CellSelection } from '@tiptap/pm/tables';
import { useEffect, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { keysText } from '../../../ui/keys.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { BlockSelection } from '../blocks/block-selection.ts';
import { TURNABLE_KINDS } from '../blocks/kinds.ts';
import { followLink } from '../extensions/links.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { colourEntries } from './colour-entries.tsx';
import { LinkForm } from './link-form.tsx';
import { Toolbar } from './toolbar.tsx';

const MARKS: { mark: string; icon: LucideIcon; keys: string; toggle(editor: Editor): void }[] = [
  { mark: 'bold', icon: Bold, keys: 'Mod+B', toggle: (editor) => void editor.chain().focus().toggleBold().run() },
  { mark: 'italic', icon: Italic, keys: 'Mod+I', toggle: (editor) => void editor.chain().focus().toggleItalic().run() },
  {
    mark: 'underline',
    icon: Underline,
    keys: 'Mod+U',
    toggle: (editor) => void editor.chain().focus().toggleUnderline().run(),
  },
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
      coloured: current.isActive('textColour') || current.isActive('highlight'),
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
        // Asked a moment after the last change: the page may be left by then.
        if (current.isDestroyed || !current.isEditable) return false;
        if (editing) return true;
        const { selection } = state;
        // The keys may be in the menu itself.
        const isAtHand = current.view.hasFocus() || document.activeElement?.closest('.text-menu') != null;
        if (selection instanceof CellSelection || selection instanceof BlockSelection) return false;
        if (current.isActive('link') && isAtHand) return true;
        const hasText = state.doc.textBetween(selection.from, selection.to).trim() !== '';
        return 'node' in selection || selection.$from.parent.type.spec.code === true
          ? false
          : !selection.empty && hasText && isAtHand;
      }}
    >
      {editing ? (
        <LinkForm editor={editor} box={box} href={now.href ?? ''} onDone={() => setEditing(false)} />
      ) : now.empty && now.href !== null ? (
        <Toolbar label={t('mark.link')} onLeave={() => editor.commands.focus()}>
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
        </Toolbar>
      ) : (
        <Toolbar label={t('marks.label')} onLeave={() => editor.commands.focus()}>
          <Menu
            entries={TURNABLE_KINDS.map((choice) => ({
              label: choice.label,
              icon: <choice.icon size={16} />,
              checked: choice.id === now.kind,
              onSelect: () => void choice.turn?.(editor.chain().focus().clearNodes()).run(),
            }))}
          >
            <button type="button" className="turn-into">
              <span className="sr-only">{t('marks.turnInto')}: </span>
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
          <Menu entries={colourEntries(editor, () => editor.state.selection)} align="end">
            <IconButton small label={t('mark.colour')} className={now.coloured ? 'is-on' : ''}>
              <Baseline size={16} />
            </IconButton>
          </Menu>
          <IconButton
            small
            label={t('mark.highlight')}
            keys={keysText('Mod+Shift+H')}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => void editor.chain().focus().toggleHighlight().run()}
          >
            <Highlighter size={16} />
          </IconButton>
          <IconButton
            small
            label={t('mark.clear')}
            keys={keysText('Mod+Shift+X')}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => void editor.chain().focus().unsetAllMarks().run()}
          >
            <RemoveFormatting size={16} />
          </IconButton>
        </Toolbar>
      )}
    </BubbleMenu>
  );
}
