import { dateFormat } from '../../../messages/format.ts';
import { language } from '../../../messages/language.ts';
import { t } from '../messages/index.ts';
import { addDays, dayStart, fullDay, isoDay, today } from './days.ts';
import { draw, icon, ICON } from './draw.ts';
import { openPopup } from './popup.ts';

/** The first day of the week where the language is at home: 1 is Monday, 7 Sunday. */
function firstWeekday(): number {
  const locale = new Intl.Locale(language()) as Intl.Locale & {
    getWeekInfo?(): { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

const monthStart = (iso: string) => `${iso.slice(0, 8)}01`;

function addMonths(iso: string, months: number): string {
  const date = dayStart(monthStart(iso));
  date.setMonth(date.getMonth() + months);
  const last = new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate();
  date.setDate(Math.min(Number(iso.slice(8)), last));
  return isoDay(date);
}

interface CalendarNeeds {
  chosen: string | null;
  pick(day: string): void;
  /** Given when the day can be taken away. */
  remove?: () => void;
  focusBack?: () => void;
}

/** A month of days to choose from (ARIA date grid): arrows go by day and week, Page keys by month. */
export function openCalendar(anchor: Element, { chosen, pick, remove, focusBack }: CalendarNeeds): void {
  const first = firstWeekday();
  let at = chosen ?? today();
  const title = draw('div', 'calendar-title', { 'aria-live': 'polite' });
  const step = (label: string, months: number, path: string) => {
    const button = draw('button', 'calendar-step', { type: 'button', 'aria-label': label }, icon(path));
    button.addEventListener('click', () => {
      at = addMonths(at, months);
      show(false);
    });
    return button;
  };
  const head = draw(
    'div',
    'calendar-head',
    {},
    step(t('date.monthBefore'), -1, 'm15 18-6-6 6-6'),
    title,
    step(t('date.monthAfter'), 1, 'm9 18 6-6-6-6'),
  );
  const grid = draw('table', 'calendar-grid', { role: 'grid' });
  const foot = draw('div', 'calendar-foot');
  const take = (day: string) => {
    popup.close();
    pick(day);
  };
  for (const [label, day] of [
    [t('date.today'), today()],
    [t('date.tomorrow'), addDays(today(), 1)],
  ] as const) {
    const button = draw('button', '', { type: 'button' }, label);
    button.addEventListener('click', () => take(day));
    foot.append(button);
  }
  if (remove !== undefined) {
    const button = draw('button', 'is-critical', { type: 'button' }, icon(...ICON.trash), t('date.remove'));
    button.addEventListener('click', () => {
      popup.close();
      remove();
    });
    foot.append(button);
  }

  const show = (focus: boolean) => {
    const month = dayStart(monthStart(at));
    title.textContent = dateFormat({ month: 'long', year: 'numeric' }).format(month);
    grid.setAttribute('aria-label', title.textContent);
    const back = ((month.getDay() || 7) - first + 7) % 7;
    let day = addDays(isoDay(month), -back);
    const names = draw('tr', '');
    for (let index = 0; index < 7; index += 1) {
      const date = dayStart(addDays(day, index));
      names.append(
        draw(
          'th',
          '',
          { scope: 'col', abbr: dateFormat({ weekday: 'long' }).format(date) },
          dateFormat({ weekday: 'narrow' }).format(date),
        ),
      );
    }
    const weeks: HTMLElement[] = [];
    do {
      const week = draw('tr', '');
      for (let index = 0; index < 7; index += 1, day = addDays(day, 1)) {
        const mine = day;
        const cell = draw('td', '', { role: 'gridcell' });
        const button = draw('button', 'calendar-day', {
          type: 'button',
          tabindex: mine === at ? '0' : '-1',
          'aria-label': fullDay(mine),
          'data-day': mine,
        });
        button.textContent = String(dayStart(mine).getDate());
        button.classList.toggle('is-outside', mine.slice(0, 7) !== at.slice(0, 7));
        if (mine === today()) button.setAttribute('aria-current', 'date');
        if (mine === chosen) cell.setAttribute('aria-selected', 'true');
        button.addEventListener('click', () => take(mine));
        cell.append(button);
        week.append(cell);
      }
      weeks.push(week);
    } while (day.slice(0, 7) === at.slice(0, 7));
    grid.replaceChildren(draw('thead', '', {}, names), draw('tbody', '', {}, ...weeks));
    if (focus) grid.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
  };
  grid.addEventListener('keydown', (event) => {
    const forward = getComputedStyle(grid).direction === 'rtl' ? -1 : 1;
    const moves: Record<string, () => string> = {
      ArrowLeft: () => addDays(at, -forward),
      ArrowRight: () => addDays(at, forward),
      ArrowUp: () => addDays(at, -7),
      ArrowDown: () => addDays(at, 7),
      PageUp: () => addMonths(at, event.shiftKey ? -12 : -1),
      PageDown: () => addMonths(at, event.shiftKey ? 12 : 1),
      Home: () => monthStart(at),
      End: () => addDays(addMonths(monthStart(at), 1), -1),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    at = move();
    show(true);
  });
  const popup = openPopup(anchor, [head, grid, foot], {
    label: t('date.choose'),
    ...(focusBack === undefined ? {} : { focusBack }),
  });
  popup.element.classList.add('calendar');
  show(false);
  requestAnimationFrame(() => grid.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus());
}
