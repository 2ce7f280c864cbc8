import type { Awareness } from 'y-protocols/awareness';
import { coloursTogether, personColour, personPlace } from '../../../ui/person-colour.ts';
import type { PresentPerson } from '../contract.ts';

/** How a client describes its person to the others (awareness field `user`, as Tiptap's caret uses it). */
export interface CaretUser {
  id: string;
  name: string;
  /** For other people's programs, which know nothing of our tokens. */
  color: string;
}

/** The person colours in a light page, as six hexadecimal digits. */
const PLAIN_COLOURS = ['#b3324a', '#8f5a12', '#6f6a00', '#1f7a34', '#1766a6', '#5a4bc4', '#8f3aa8', '#a93273'];

export function caretUser(person: { id: string; name: string }): CaretUser {
  return { ...person, color: PLAIN_COLOURS[personPlace(person.id)] ?? '#8f5a12' };
}

/** What another client says of its person; any part may be missing or of another kind. */
export function readCaretUser(value: unknown, clientId: number): { id: string; name: string } {
  const user = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const name = typeof user['name'] === 'string' && user['name'].trim() !== '' ? user['name'].slice(0, 80) : '';
  return { id: typeof user['id'] === 'string' ? user['id'] : `client-${clientId}`, name };
}

/** The colour of each person who has the page open, by id. */
export function presentColours(awareness: Awareness, myId: string): Map<string, string> {
  const ids = [...awareness.getStates()].flatMap(([clientId, state]) =>
    state['user'] === undefined || clientId === awareness.clientID ? [] : [readCaretUser(state['user'], clientId).id],
  );
  return coloursTogether([myId, ...ids]);
}

/** Everybody who has the page open, each person once, this one first. */
export function presentPeople(awareness: Awareness, me: { id: string; name: string }): PresentPerson[] {
  const colours = presentColours(awareness, me.id);
  const colourOf = (id: string) => colours.get(id) ?? personColour(id);
  const people = new Map<string, PresentPerson>();
  people.set(me.id, { ...me, colour: colourOf(me.id), isMe: true });
  for (const [clientId, state] of awareness.getStates()) {
    const user: unknown = state['user'];
    if (user === undefined || clientId === awareness.clientID) continue;
    const { id, name } = readCaretUser(user, clientId);
    if (!people.has(id)) people.set(id, { id, name, colour: colourOf(id), isMe: false });
  }
  return [...people.values()];
}
