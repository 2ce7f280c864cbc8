import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { finishBlock, setAttributes } from '../blocks/link-cards.ts';
import { copyText } from '../copy-text.ts';
import { t } from '../messages/index.ts';
import { openChoices } from './choices.ts';
import { createDiagram, type DiagramView, isDiagram } from './diagram.ts';
import { draw, icon, ICON } from './draw.ts';
import { LANGUAGE_ALIASES, LANGUAGES } from './languages.ts';
import { isLeavingKey, writeAsTyped } from './written-field.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Behind the language on the fence, as several other programs write it. */
const NUMBERED = 'showLineNumbers';
const hasNumbers = ({ attrs }: ProseMirrorNode) => text(attrs['meta']).split(/\s+/).includes(NUMBERED);

/** `ts` is shown as TypeScript and stays `ts` in the document. */
function languageName(written: string): string {
  const language = LANGUAGE_ALIASES[written.toLowerCase()] ?? written;
  if (isDiagram(language)) return t('block.mermaid');
  return language === '' ? t('code.plain') : (LANGUAGES.find(([id]) => id === language)?.[1] ?? language);
}

function codeBlockView({ node, editor, getPos }: NodeViewRendererProps): NodeView {
  let current: ProseMirrorNode = node;
  const set = (attributes: Record<string, unknown>) => {
    setAttributes(editor, getPos, attributes);
    editor.commands.focus(null, { scrollIntoView: false });
  };
  const language = draw('button', 'code-language', { type: 'button', 'aria-haspopup': 'listbox' });
  const tools = draw('div', 'code-tools');
  const bar = draw('div', 'code-bar', { contenteditable: 'false' }, language, tools);
  const tool = (paths: readonly string[]) => {
    const button = draw('button', 'code-tool', { type: 'button' }, icon(...paths));
    button.addEventListener('mousedown', (event) => event.preventDefault());
    tools.append(button);
    return button;
  };
  const numbersTool = tool(ICON.numbers);
  const wrapTool = tool(ICON.wrap);
  const copy = tool(ICON.copy);
  copy.classList.add('code-copy');

  const code = draw('code', '', { spellcheck: 'false', dir: 'ltr' });
  const numbers = draw('div', 'code-numbers', { contenteditable: 'false', 'aria-hidden': 'true' });
  const body = draw('div', 'code-body', {}, numbers, draw('pre', '', {}, code));
  const caption = draw('input', 'code-caption', {
    type: 'text',
    placeholder: t('code.caption'),
    'aria-label': t('code.caption'),
    contenteditable: 'false',
  });
  const dom = draw('div', 'code-block', {}, bar, body, caption);
  let diagram: DiagramView | null = null;

  const name = (button: HTMLElement, label: string) => {
    button.setAttribute('aria-label', label);
    button.title = label;
  };
  const showDiagram = () => {
    const wanted = isDiagram(text(current.attrs['language']));
    if (wanted && diagram === null) {
      const start = getPos();
      const { from } = editor.state.selection;
      // A new diagram is written; one that is there is looked at.
      const isOwn = start !== undefined && editor.isFocused && from >= start && from <= start + node.nodeSize;
      diagram = createDiagram({ dom, startsWithSource: isOwn });
      bar.append(diagram.modes);
      body.after(diagram.stage);
    }
    if (!wanted && diagram !== null) {
      diagram.destroy();
      diagram = null;
    }
    diagram?.draw(current.textContent);
  };
  const showNumbers = () => {
    const wanted = hasNumbers(current) && current.attrs['wrap'] !== true;
    dom.classList.toggle('is-numbered', wanted);
    if (!wanted) return;
    const lines = current.textContent.split('\n').length;
    if (numbers.childElementCount !== lines)
      numbers.replaceChildren(...Array.from({ length: lines }, (_, index) => draw('div', '', {}, String(index + 1))));
  };
  const show = () => {
    const written = text(current.attrs['language']);
    language.replaceChildren(languageName(written), icon(...ICON.chevron));
    language.setAttribute('aria-label', t('code.languageIs', { language: languageName(written) }));
    language.disabled = !editor.isEditable;
    const wraps = current.attrs['wrap'] === true;
    dom.classList.toggle('is-wrapped', wraps);
    name(wrapTool, t('code.wrap'));
    wrapTool.setAttribute('aria-pressed', String(wraps));
    name(numbersTool, t('code.numbers'));
    numbersTool.setAttribute('aria-pressed', String(hasNumbers(current)));
    wrapTool.hidden = !editor.isEditable;
    numbersTool.hidden = !editor.isEditable || wraps;
    name(copy, t('code.copy'));
    const words = text(current.attrs['caption']);
    if (document.activeElement !== caption) caption.value = words;
    caption.readOnly = !editor.isEditable;
    dom.classList.toggle('has-caption', words !== '');
    dom.dataset['id'] = text(current.attrs['id']);
  };

  language.addEventListener('mousedown', (event) => event.preventDefault());
  language.addEventListener('click', () => {
    const written = text(current.attrs['language']);
    const present = LANGUAGE_ALIASES[written.toLowerCase()] ?? written;
    const choices: [string, string][] = [
      ['', t('code.plain')],
      ['mermaid', t('block.mermaid')],
      ...LANGUAGES.map(([id, label]): [string, string] => [id, label]),
    ];
    // A language that we do not colour stays what it is.
    if (!choices.some(([id]) => id === present)) choices.push([present, present]);
    openChoices(language, {
      label: t('code.language'),
      search: t('code.search'),
      choices: choices.map(([id, label]) => ({
        label,
        words: [id, ...Object.entries(LANGUAGE_ALIASES).flatMap(([alias, of]) => (of === id ? [alias] : []))].join(' '),
        checked: id === present,
        pick: () => set({ language: id === '' ? null : id }),
      })),
    });
  });
  wrapTool.addEventListener('click', () => set({ wrap: current.attrs['wrap'] === true ? null : true }));
  numbersTool.addEventListener('click', () => {
    const words = text(current.attrs['meta'])
      .split(/\s+/)
      .filter((word) => word !== '' && word !== NUMBERED);
    if (!hasNumbers(current)) words.push(NUMBERED);
    set({ meta: words.length === 0 ? null : words.join(' ') });
  });
  copy.addEventListener('click', async () => {
    if (!(await copyText(current.textContent))) return;
    copy.replaceChildren(icon(...ICON.check));
    name(copy, t('code.copied'));
    setTimeout(() => {
      copy.replaceChildren(icon(...ICON.copy));
      name(copy, t('code.copy'));
    }, 1_500);
  });
  writeAsTyped(caption, {
    write(typed, visit) {
      const words = typed.trim();
      if (words === text(current.attrs['caption'])) return;
      setAttributes(
        editor,
        getPos,
        { caption: words === '' ? null : words },
        ({ type }) => type === current.type,
        visit,
      );
    },
    present: () => text(current.attrs['caption']),
  });
  caption.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (!isLeavingKey(event)) return;
    event.preventDefault();
    if (event.key === 'Enter') finishBlock(editor, getPos, {});
    else editor.commands.focus();
  });
  show();
  showNumbers();
  showDiagram();
  return {
    dom,
    contentDOM: code,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = !next.hasMarkup(current.type, current.attrs);
      const written = next.content !== current.content;
      current = next;
      if (changed) show();
      if (changed || written) {
        showNumbers();
        showDiagram();
      }
      return true;
    },
    stopEvent: (event) => event.target instanceof Node && !code.contains(event.target) && event.target !== dom,
    ignoreMutation: (mutation) => mutation.type !== 'selection' && !code.contains(mutation.target),
    destroy: () => diagram?.destroy(),
  };
}

/** Code with its language, numbers of lines, wrapping and a button that copies it; a diagram is drawn. */
export const withCodeBlockView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension)
    .configure({ enableTabIndentation: true, tabSize: 2, defaultLanguage: null })
    .extend({ addNodeView: () => codeBlockView });
