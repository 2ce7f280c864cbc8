import { BLOCK_KINDS, type BlockKind, findKinds, KIND_GROUPS } from '../blocks/kinds.ts';
import { recentKinds, rememberKind } from '../blocks/recent.ts';
import { t } from '../messages/index.ts';
import type { Choice } from './choice-list.tsx';
import { whileTyping } from './while-typing.ts';

const asChoice = (kind: BlockKind, heading?: string): Choice => ({
  id: kind.id,
  label: kind.label,
  hint: kind.hint,
  icon: kind.icon,
  ...(kind.typed === undefined ? {} : { typed: kind.typed }),
  ...(heading === undefined ? {} : { heading }),
});

/** With nothing typed: what was used last, then the groups in their order. */
function allKinds(): Choice[] {
  const recent = recentKinds().flatMap((id) => BLOCK_KINDS.find((kind) => kind.id === id) ?? []);
  return [
    ...recent.map((kind) => ({ ...asChoice(kind, t('group.recent')), id: `recent:${kind.id}` })),
    ...KIND_GROUPS.flatMap((group) =>
      BLOCK_KINDS.filter((kind) => kind.group === group).map((kind) => asChoice(kind, t(`group.${group}`))),
    ),
  ];
}

/** All kinds of blocks, opened by a slash at the start of a line or after a space. */
export const slashMenu = () =>
  whileTyping({
    name: 'slashMenu',
    label: t('slash.label'),
    empty: t('slash.none'),
    find: /(?:^|\s)(?<sign>\/)(?<query>(?:[^/\s][^/]{0,23})?)$/,
    // Names have spaces ("Heading 1"); words that are no name were never meant for the list.
    isQuery: (query) => !/\s/.test(query) || findKinds(query).length > 0,
    choices: (query) => (query === '' ? allKinds() : findKinds(query).map((kind) => asChoice(kind))),
    pick(editor, range, choice) {
      const id = choice.id.replace(/^recent:/, '');
      rememberKind(id);
      BLOCK_KINDS.find((kind) => kind.id === id)?.insert(editor, range);
    },
  });
