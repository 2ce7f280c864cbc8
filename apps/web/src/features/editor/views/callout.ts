import type { AnyExtension, Editor, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { CALLOUT_KINDS, isCalloutKind, type CalloutKind } from '@materi/editor';
import { t } from '../messages/index.ts';
import { openChoices } from './choices.ts';
import { draw, icon } from './draw.ts';

/** Lucide's info, lightbulb, message, triangle and octagon. */
const SIGNS: Record<CalloutKind, readonly string[]> = {
  note: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z', 'M12 16v-4', 'M12 8h.01'],
  tip: [
    'M15 14c.2-1 .7-1.7 1.5-2.5 1-.9 1.5-2.2 1.5-3.5A6 6 0 0 0 6 8c0 1 .2 2.2 1.5 3.5.7.7 1.3 1.5 1.5 2.5',
    'M9 18h6',
    'M10 22h4',
  ],
  important: ['M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z', 'M12 7v3', 'M12 13h.01'],
  warning: ['m21.7 18-8-14a2 2 0 0 0-3.5 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3z', 'M12 9v4', 'M12 17h.01'],
  caution: ['M15.3 2H8.7L2 8.7v6.6L8.7 22h6.6l6.7-6.7V8.7z', 'M12 8v4', 'M12 16h.01'],
};
const EMOJI = ['💡', '📌', '🔥', '✅', '❓', '💬', '🎯', '🔒', '🧪', '🎉', '👀', '🚧'];

export const calloutIcon = (kind: CalloutKind) => icon(...SIGNS[kind]);

function calloutView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const sign = draw('button', 'callout-sign', { type: 'button', contenteditable: 'false', 'aria-haspopup': 'menu' });
  const content = draw('div', 'callout-content');
  const dom = draw('aside', 'callout', { role: 'note' }, sign, content);
  const kindOf = (of: ProseMirrorNode): CalloutKind => {
    const kind: unknown = of.attrs['kind'];
    return isCalloutKind(kind) ? kind : 'note';
  };

  const show = () => {
    const kind = kindOf(current);
    const name = t(`callout.${kind}`);
    const emoji = String(current.attrs['icon'] ?? '');
    dom.dataset['kind'] = kind;
    dom.dataset['id'] = String(current.attrs['id'] ?? '');
    dom.setAttribute('aria-label', name);
    sign.setAttribute('aria-label', editor.isEditable ? t('callout.change', { kind: name }) : name);
    sign.title = name;
    sign.replaceChildren(emoji === '' ? calloutIcon(kind) : draw('span', 'callout-emoji', {}, emoji));
  };
  const set = (attributes: Record<string, unknown>) => {
    const position = getPos();
    if (position === undefined) return;
    const { tr } = editor.state;
    for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(position, name, value);
    editor.view.dispatch(tr);
    editor.commands.focus(null, { scrollIntoView: false });
  };
  sign.addEventListener('mousedown', (event) => event.preventDefault());
  sign.addEventListener('click', () => {
    if (!editor.isEditable) return;
    const present = current.attrs['icon'];
    openChoices(sign, {
      label: t('callout.kinds'),
      choices: [
        ...CALLOUT_KINDS.map((kind) => ({
          label: t(`callout.${kind}`),
          sign: calloutIcon(kind),
          checked: kind === kindOf(current) && present === null,
          pick: () => set({ kind, icon: null }),
        })),
        'line',
        ...EMOJI.map((emoji) => ({
          label: t('callout.emoji', { emoji }),
          sign: emoji,
          checked: present === emoji,
          pick: () => set({ icon: emoji }),
        })),
        'line',
        { label: t('callout.unwrap'), pick: () => unwrap(editor, getPos()) },
      ],
    });
  });
  show();
  return {
    dom,
    contentDOM: content,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = !next.hasMarkup(current.type, current.attrs, current.marks);
      current = next;
      if (changed) show();
      return true;
    },
    stopEvent: (event) => event.target instanceof Node && sign.contains(event.target),
    ignoreMutation: (mutation) => mutation.type !== 'selection' && !content.contains(mutation.target),
  };
}

function unwrap(editor: Editor, position: number | undefined): void {
  if (position === undefined) return;
  editor
    .chain()
    .focus(position + 2)
    .unsetCallout()
    .run();
}

/** Words that stand out, with the sign and the name of their kind. */
export const withCalloutView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).extend({ addNodeView: () => calloutView });
