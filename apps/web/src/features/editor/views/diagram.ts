import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';
import { loadMermaid } from './lazy-parts.ts';
import { openViewer } from './viewer.ts';

type Mode = 'picture' | 'split' | 'source';
const MODES: readonly Mode[] = ['picture', 'split', 'source'];
const DRAW_AFTER_MS = 250;

/** Whether code in this language is a drawing. */
export const isDiagram = (language: string): boolean => language.toLowerCase() === 'mermaid';

export interface DiagramView {
  /** The buttons that choose what is shown. */
  readonly modes: HTMLElement;
  readonly stage: HTMLElement;
  draw(source: string): void;
  destroy(): void;
}

/** The start of what Mermaid says; the long list of what it would have taken helps nobody. */
const faultWords = (words: string) =>
  words
    .split('\n')
    .filter((line) => !line.startsWith('Expecting '))
    .slice(0, 4)
    .join('\n');

/** Smaller than this the words in it cannot be read: then it is moved about in. */
const LEAST_SCALE = 0.5;

const dark = matchMedia('(prefers-color-scheme: dark)');

/** A diagram drawn from its source: the picture, the source, or both beside each other. */
export function createDiagram({ dom, startsWithSource }: { dom: HTMLElement; startsWithSource: boolean }): DiagramView {
  let mode: Mode = startsWithSource ? 'split' : 'picture';
  let source = '';
  let drawn: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  // Its styles stay its own, and ours do not reach it.
  const picture = draw('div', 'diagram-picture', { role: 'img', tabindex: '0' });
  const root = picture.attachShadow({ mode: 'open' });
  const fault = draw('div', 'diagram-fault', { role: 'status' });
  fault.hidden = true;
  const view = draw(
    'button',
    'code-tool',
    { type: 'button', 'aria-label': t('diagram.view'), title: t('diagram.view') },
    icon(...ICON.expand),
  );
  const stage = draw('div', 'diagram', { contenteditable: 'false' }, picture, fault);
  const modes = draw('div', 'diagram-modes', { role: 'group', 'aria-label': t('diagram.modes') });
  const buttons = MODES.map((one) => {
    const button = draw('button', 'diagram-mode', { type: 'button' }, t(`diagram.mode.${one}`));
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', () => {
      mode = one;
      show();
    });
    modes.append(button);
    return { one, button };
  });
  modes.append(view);

  const show = () => {
    dom.classList.add('is-diagram');
    dom.dataset['mode'] = mode;
    for (const { one, button } of buttons) button.setAttribute('aria-pressed', String(one === mode));
  };
  const name = (written: string) =>
    picture.setAttribute('aria-label', t('diagram.picture', { source: written.slice(0, 300) }));
  const say = (words: string) => {
    fault.textContent = words;
    fault.hidden = words === '';
  };
  const render = async () => {
    turn += 1;
    const mine = turn;
    const theme = isDark() ? 'dark' : 'light';
    if (source.trim() === '') {
      root.replaceChildren();
      drawn = null;
      picture.hidden = true;
      say(t('diagram.empty'));
      return;
    }
    if (drawn === `${theme} ${source}`) return;
    const written = source;
    try {
      const { drawDiagram } = await loadMermaid();
      const svg = await drawDiagram(written, stage);
      // Something newer is under way, or this is gone.
      if (mine !== turn) return;
      root.innerHTML = svg;
      const drawing = root.querySelector('svg');
      if (drawing !== null) {
        const width = drawing.viewBox.baseVal.width;
        Object.assign(drawing.style, { display: 'block', margin: '0 auto', minWidth: `${width * LEAST_SCALE}px` });
      }
      drawn = `${theme} ${written}`;
      picture.hidden = false;
      name(written);
      say('');
    } catch (error) {
      if (mine !== turn) return;
      // The last good picture stays beside the words.
      picture.hidden = drawn === null;
      const words = error instanceof Error ? error.message : String(error);
      say(t('diagram.fault', { detail: faultWords(words) }));
    }
  };
  const isDark = () =>
    getComputedStyle(stage.isConnected ? stage : document.documentElement).colorScheme === 'dark' ||
    document.documentElement.dataset['theme'] === 'dark' ||
    (document.documentElement.dataset['theme'] === undefined && dark.matches);
  const redraw = () => void render();
  view.addEventListener('click', () => {
    const svg = root.querySelector('svg');
    if (svg === null) return;
    const large = draw('div', 'viewer-diagram');
    const copy = svg.cloneNode(true) as SVGSVGElement;
    copy.style.maxWidth = 'none';
    copy.style.width = 'min(100%, 90vw)';
    large.attachShadow({ mode: 'open' }).append(copy);
    openViewer({ name: t('block.mermaid'), src: null, content: large });
  });
  dark.addEventListener('change', redraw);
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  show();
  return {
    modes,
    stage,
    draw(next) {
      if (next === source && drawn !== null) return;
      const isFirst = source === '' && drawn === null;
      source = next;
      if (isFirst) name(next);
      clearTimeout(timer);
      timer = setTimeout(redraw, isFirst ? 0 : DRAW_AFTER_MS);
    },
    destroy() {
      clearTimeout(timer);
      turn += 1;
      dark.removeEventListener('change', redraw);
      themes.disconnect();
      stage.remove();
      modes.remove();
      dom.classList.remove('is-diagram');
      delete dom.dataset['mode'];
    },
  };
}
