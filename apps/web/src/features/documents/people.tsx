import { t } from '../../messages/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { PresentPerson } from '../editor/contract.ts';

const SHOWN = 4;

/** Who has the page open, the others first; the list opens for all of them. */
export function People({ people }: { people: readonly PresentPerson[] }) {
  if (people.length < 2) return null;
  const sorted = people.toSorted((a, b) => Number(a.isMe) - Number(b.isMe));
  const shown = sorted.slice(0, SHOWN);
  const entries = [
    { heading: t('people.here', { count: people.length }) },
    ...sorted.map((person) => ({
      label: person.isMe ? t('people.you', { name: person.name }) : person.name,
      icon: <Avatar small id={person.id} name={person.name} colour={person.colour} />,
      onSelect: () => undefined,
    })),
  ];
  return (
    <Menu entries={entries} align="end">
      <button type="button" className="flex shrink-0 items-center rounded-full p-0.5 hover:bg-hover">
        <span className="sr-only">{t('people.here', { count: people.length })}</span>
        {shown.map((person) => (
          <Avatar
            key={person.id}
            small
            id={person.id}
            name={person.name}
            colour={person.colour}
            className="-ms-1 ring-2 ring-surface first:ms-0"
          />
        ))}
        {people.length > SHOWN && (
          <span aria-hidden className="tabular ms-1 text-xs text-ink-soft">
            +{people.length - SHOWN}
          </span>
        )}
      </button>
    </Menu>
  );
}
