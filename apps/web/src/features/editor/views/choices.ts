import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';
import { openPopup } from './popup.ts';

/** One line of a list that a block opens. */
export interface BlockChoice {
  label: string;
  /** An icon, an emoji, or nothing. */
  sign?: Node | string;
  /** Given when it is one of several of which one is chosen. */
  checked?: boolean;
  /** More words by which it is found. */
  words?: string;
  critical?: boolean;
  pick(): void;
}

interface ListNeeds {
  label: string;
  choices: readonly (BlockChoice | 'line')[];
  /** With a field to search: what stands in it while it is empty. */
  search?: string;
  /** Where the focus goes when nothing was picked. */
  focusBack?: () => void;
}

const isChoice = (entry: BlockChoice | 'line'): entry is BlockChoice => entry !== 'line';
const fits = (choice: BlockChoice, wanted: string) =>
  `${choice.label} ${choice.words ?? ''}`.toLowerCase().includes(wanted);
let lists = 0;

/** Opens a list of things to choose from or to do, beside the button that asks for it. */
export function openChoices(anchor: HTMLElement, needs: ListNeeds): void {
  lists += 1;
  const id = `block-choices-${lists}`;
  const searched = needs.search !== undefined;
  const rows = draw('div', 'block-choices', {
    id,
    ...(searched ? { role: 'listbox', 'aria-label': needs.label } : {}),
  });
  const field = draw('input', 'block-choices-search', {
    type: 'text',
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': id,
    'aria-label': needs.label,
    placeholder: needs.search ?? '',
    spellcheck: 'false',
  });
  let shown: { choice: BlockChoice; row: HTMLElement }[] = [];
  let at = 0;

  const take = (choice: BlockChoice) => {
    popup.close();
    choice.pick();
  };
  const show = () => {
    for (const [index, { row }] of shown.entries()) {
      const chosen = index === at;
      row.classList.toggle('is-chosen', chosen);
      if (!searched) {
        row.tabIndex = chosen ? 0 : -1;
        continue;
      }
      row.setAttribute('aria-selected', String(chosen));
      if (!chosen) continue;
      field.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    }
  };
  const fill = (wanted: string) => {
    shown = [];
    rows.replaceChildren();
    for (const entry of needs.choices) {
      if (!isChoice(entry)) {
        if (wanted === '') rows.append(draw('div', 'block-choices-line', { role: 'separator' }));
        continue;
      }
      if (!fits(entry, wanted)) continue;
      const role = searched ? 'option' : entry.checked === undefined ? 'menuitem' : 'menuitemradio';
      const row = draw('div', 'block-choice', { role, id: `${id}-${shown.length}`, tabindex: '-1' });
      if (entry.critical === true) row.classList.add('is-critical');
      if (entry.checked !== undefined && !searched) row.setAttribute('aria-checked', String(entry.checked));
      if (entry.sign !== undefined)
        row.append(draw('span', 'block-choice-sign', { 'aria-hidden': 'true' }, entry.sign));
      row.append(draw('span', 'block-choice-label', {}, entry.label));
      if (entry.checked === true) row.append(icon(...ICON.check));
      const place = shown.length;
      row.addEventListener('pointermove', () => {
        if (at === place) return;
        at = place;
        show();
      });
      // A screen reader goes where it likes.
      row.addEventListener('focus', () => {
        at = place;
        show();
      });
      row.addEventListener('click', () => take(entry));
      shown.push({ choice: entry, row });
      rows.append(row);
    }
    at = Math.max(0, wanted === '' ? shown.findIndex(({ choice }) => choice.checked === true) : 0);
    if (shown.length === 0) rows.append(draw('div', 'block-choices-none', { role: 'status' }, t('choices.none')));
    if (shown.length === 0) field.removeAttribute('aria-activedescendant');
    show();
  };
  const popup = openPopup(anchor, searched ? [field, rows] : [rows], {
    label: needs.label,
    role: searched ? 'dialog' : 'menu',
    ...(needs.focusBack === undefined ? {} : { focusBack: needs.focusBack }),
  });
  const move = (to: number) => {
    if (shown.length === 0) return;
    at = (to + shown.length) % shown.length;
    show();
    if (!searched) shown[at]?.row.focus();
  };
  popup.element.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      Enter: () => {
        const chosen = shown[at];
        if (chosen !== undefined) take(chosen.choice);
      },
      Tab: () => popup.close(),
      ...(searched
        ? {}
        : {
            Home: () => move(0),
            End: () => move(-1),
            ' ': () => {
              const chosen = shown[at];
              if (chosen !== undefined) take(chosen.choice);
            },
          }),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  });
  field.addEventListener('input', () => fill(field.value.trim().toLowerCase()));
  fill('');
  requestAnimationFrame(() => (searched ? field : (shown[at]?.row ?? rows)).focus());
}
