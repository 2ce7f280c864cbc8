import { BLOCK_KINDS, findKinds } from '../blocks/kinds.ts';
import { t } from '../messages.ts';
import { whileTyping } from './while-typing.ts';

/** All kinds of blocks, opened by a slash at the start of a line or after a space. */
export const SlashMenu = whileTyping({
  name: 'slashMenu',
  label: t('slash.label'),
  empty: t('slash.none'),
  find: /(?:^|\s)(?<sign>\/)(?<query>(?:[^/\s][^/]{0,23})?)$/,
  // Names have spaces ("Heading 1"); words that are no name were never meant for the list.
  isQuery: (query) => !/\s/.test(query) || findKinds(query).length > 0,
  choices(query) {
    const order = ['text', 'lists', 'insert', 'more'] as const;
    const kinds = findKinds(query);
    // With nothing typed the groups order the list; then the best match does.
    const ordered = query === '' ? kinds.toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group)) : kinds;
    return ordered.map((kind) => ({
      id: kind.id,
      label: kind.label,
      hint: kind.hint,
      icon: kind.icon,
      ...(kind.typed === undefined ? {} : { typed: kind.typed }),
      ...(query === '' ? { heading: t(`group.${kind.group}`) } : {}),
    }));
  },
  pick(editor, range, choice) {
    BLOCK_KINDS.find((kind) => kind.id === choice.id)?.insert(editor, range);
  },
});
