import { CalendarDays, CalendarPlus, FilePlus2, FileText, UserRound } from 'lucide-react';
import type { Editor, Range } from '@tiptap/core';
import { insertWithSpace } from '../extensions/added-space.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { openCalendar } from '../views/calendar.ts';
import { today } from '../views/days.ts';
import type { Choice } from './choice-list.tsx';
import { findDays } from './mention-days.ts';
import { createAndLink, writeLink } from './page-choice.ts';
import { whileTyping } from './while-typing.ts';

const PICK_DAY = 'pick-day';
const CREATE = 'create-page';

/** People, days and pages by `@`. */
export function mentionChoice(box: HostBox) {
  return whileTyping({
    name: 'mentionChoice',
    label: t('mention.label'),
    empty: t('mention.none'),
    // After a space, with a word right behind it, so that addresses and "@ noon" are left alone.
    find: /(?:^|\s|\()(?<sign>@)(?<query>(?:[^\s@][^@]{0,40})?)$/,
    async choices(query) {
      const title = query.trim();
      const [people, pages] = await Promise.all([
        box.current.searchPeople(title).catch(() => []),
        box.current.searchPages(title).catch(() => []),
      ]);
      const found: Choice[] = people.slice(0, 6).map(({ id, name }) => ({
        id: `person:${id}`,
        label: name,
        icon: UserRound,
        heading: t('mention.people'),
      }));
      for (const { day, label, full } of findDays(title))
        found.push({ id: `day:${day}`, label, hint: full, icon: CalendarDays, heading: t('mention.days') });
      if (title === '' || t('date.pick').toLowerCase().startsWith(title.toLowerCase()))
        found.push({ id: PICK_DAY, label: t('date.pick'), icon: CalendarPlus, heading: t('mention.days') });
      for (const page of pages.slice(0, title === '' ? 4 : 8))
        found.push({
          id: `page:${page.id}`,
          label: page.title || t('page.untitled'),
          icon: FileText,
          sign: page.icon,
          heading: t('page.label'),
        });
      const isKnown =
        pages.some((page) => page.title.toLowerCase() === title.toLowerCase()) ||
        people.some(({ name }) => name.toLowerCase() === title.toLowerCase());
      if (title !== '' && !isKnown)
        found.push({
          id: CREATE,
          label: t('page.create', { title }),
          icon: FilePlus2,
          heading: t('page.label'),
        });
      return found;
    },
    pick(editor, range, choice, query) {
      const [kind, id = ''] = choice.id.split(/:(.*)/s);
      if (kind === 'person')
        insertWithSpace(editor, range, { type: 'mention', attrs: { personId: id, label: choice.label } });
      else if (kind === 'day') insertWithSpace(editor, range, { type: 'dateMention', attrs: { date: id } });
      else if (kind === 'page') writeLink(editor, range, id, choice.label);
      else if (choice.id === CREATE) void createAndLink(editor, box, range, query.trim());
      else insertDay(editor, range);
    },
  });
}

/** Puts today where the range is, and opens the calendar to choose another day. */
export function insertDay(editor: Editor, range: Range): void {
  insertWithSpace(editor, range, { type: 'dateMention', attrs: { date: today() } });
  const position = editor.state.selection.from - 2;
  const dom = editor.view.nodeDOM(position);
  if (!(dom instanceof HTMLElement)) return;
  openCalendar(dom, {
    chosen: null,
    focusBack: () => editor.commands.focus(),
    pick(day) {
      if (editor.state.doc.nodeAt(position)?.type.name === 'dateMention')
        editor.view.dispatch(editor.state.tr.setNodeAttribute(position, 'date', day));
      editor.commands.focus();
    },
  });
}
