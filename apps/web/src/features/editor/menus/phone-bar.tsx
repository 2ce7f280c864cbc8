import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import {
  ArrowDown,
  ArrowUp,
  Bold,
  ChevronDown,
  Ellipsis,
  Heading2,
  IndentDecrease,
  IndentIncrease,
  Italic,
  Link,
  List,
  ListTodo,
  type LucideIcon,
  Paperclip,
  Plus,
  Redo2,
  Strikethrough,
  Undo2,
} from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { Menu } from '../../../ui/menu.tsx';
import { moveSelected } from '../blocks/moving.ts';
import { type BlockRange, selectedRange } from '../blocks/units.ts';
import { pickFiles } from '../blocks/uploads.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { blockMenu } from './block-menu.tsx';
import { focusBack } from './focus-back.ts';
import { MoveBlocksDialog } from './move-blocks-dialog.tsx';

/** How far the keyboard of a phone covers the page, in CSS pixels. */
function useKeyboardHeight(): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const view = window.visualViewport;
    if (view === null) return undefined;
    const measure = () => setHeight(Math.max(0, window.innerHeight - view.height - view.offsetTop));
    measure();
    view.addEventListener('resize', measure);
    view.addEventListener('scroll', measure);
    return () => {
      view.removeEventListener('resize', measure);
      view.removeEventListener('scroll', measure);
    };
  }, []);
  return height;
}

interface PhoneAction {
  label: string;
  icon: LucideIcon;
  active?: boolean;
  act(): void;
}

/** On a phone: what can be done with the block at the caret, above the keyboard. */
export function PhoneBar({ editor, box }: { editor: Editor; box: HostBox }) {
  const keyboard = useKeyboardHeight();
  const [menuOpen, setMenuOpen] = useState(false);
  const [moving, setMoving] = useState<BlockRange | null>(null);
  const now = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      focused: current.isFocused && current.isEditable,
      bold: current.isActive('bold'),
      italic: current.isActive('italic'),
      strike: current.isActive('strike'),
      heading: current.isActive('heading'),
      bullet: current.isActive('bulletList'),
      task: current.isActive('taskList'),
      item: current.isActive('taskItem') ? 'taskItem' : current.isActive('listItem') ? 'listItem' : null,
    }),
  });
  const dialog = moving !== null && (
    <MoveBlocksDialog editor={editor} box={box} range={moving} onClose={() => setMoving(null)} />
  );
  if (!now.focused && !menuOpen) return dialog || null;
  const { item } = now;
  const actions: PhoneAction[] = [
    {
      label: t('phone.add'),
      icon: Plus,
      act: () =>
        void editor
          .chain()
          .focus()
          .insertContent(editor.state.selection.$from.parent.textContent === '' ? '/' : ' /')
          .run(),
    },
    { label: t('mark.bold'), icon: Bold, active: now.bold, act: () => void editor.chain().focus().toggleBold().run() },
    {
      label: t('mark.italic'),
      icon: Italic,
      active: now.italic,
      act: () => void editor.chain().focus().toggleItalic().run(),
    },
    {
      label: t('block.heading2'),
      icon: Heading2,
      active: now.heading,
      act: () => void editor.chain().focus().toggleHeading({ level: 2 }).run(),
    },
    {
      label: t('block.bulletList'),
      icon: List,
      active: now.bullet,
      act: () => void editor.chain().focus().toggleBulletList().run(),
    },
    {
      label: t('block.taskList'),
      icon: ListTodo,
      active: now.task,
      act: () => void editor.chain().focus().toggleTaskList().run(),
    },
    ...(item === null
      ? []
      : [
          {
            label: t('phone.outdent'),
            icon: IndentDecrease,
            act: () => void editor.chain().focus().liftListItem(item).run(),
          },
          {
            label: t('phone.indent'),
            icon: IndentIncrease,
            act: () => void editor.chain().focus().sinkListItem(item).run(),
          },
        ]),
    { label: t('handle.moveUp'), icon: ArrowUp, act: () => void moveSelected(editor, 'up') },
    { label: t('handle.moveDown'), icon: ArrowDown, act: () => void moveSelected(editor, 'down') },
    {
      label: t('mark.strike'),
      icon: Strikethrough,
      active: now.strike,
      act: () => void editor.chain().focus().toggleStrike().run(),
    },
    { label: t('mark.link'), icon: Link, act: () => editor.storage.pageKeys.editLink?.() },
    { label: t('block.file'), icon: Paperclip, act: () => pickFiles(editor, '') },
    { label: t('phone.undo'), icon: Undo2, act: () => void editor.chain().focus().undo().run() },
    { label: t('phone.redo'), icon: Redo2, act: () => void editor.chain().focus().redo().run() },
  ];
  return createPortal(
    <div className="phone-bar" role="toolbar" aria-label={t('phone.label')} style={{ bottom: keyboard }}>
      <div className="phone-bar-actions">
        {actions.map(({ label, icon: Icon, active, act }) => (
          <button
            key={label}
            type="button"
            aria-label={label}
            {...(active === undefined ? {} : { 'aria-pressed': active })}
            // The focus stays in the text, or the keyboard would go.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={act}
          >
            <Icon size={20} strokeWidth={1.75} />
          </button>
        ))}
      </div>
      <Menu
        align="end"
        entries={blockMenu({
          editor,
          box,
          range: () => selectedRange(editor.state),
          moveToPage: () => setMoving(selectedRange(editor.state)),
        })}
        onOpenChange={setMenuOpen}
        onCloseAutoFocus={(event) => {
          if (moving === null) focusBack(editor, event);
          else event.preventDefault();
        }}
      >
        <button type="button" aria-label={t('phone.block')} className="phone-bar-end">
          <Ellipsis size={20} strokeWidth={1.75} />
        </button>
      </Menu>
      {dialog}
      <button
        type="button"
        aria-label={t('phone.hide')}
        className="phone-bar-end"
        onClick={() => editor.commands.blur()}
      >
        <ChevronDown size={20} strokeWidth={1.75} />
      </button>
    </div>,
    document.body,
  );
}
