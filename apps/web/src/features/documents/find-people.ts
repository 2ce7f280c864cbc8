import { queryClient } from '../../api.ts';
import { folded } from '../../messages/folded.ts';
import { membersQuery } from '../identity/queries.ts';

/** The members of a workspace one of whose names begins with what was typed; all of them while nothing is. */
export async function searchPeople(workspaceId: string, query: string): Promise<{ id: string; name: string }[]> {
  const members = await queryClient.fetchQuery(membersQuery(workspaceId));
  const people = (Array.isArray(members) ? members : members.items).map(({ person: { id, name } }) => ({ id, name }));
  const wanted = folded(query.trim());
  const rank = ({ name }: { name: string }) => {
    const whole = folded(name);
    if (whole.startsWith(wanted)) return 0;
    return whole.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .filter((person) => rank(person) < 2)
    .toSorted((first, second) => rank(first) - rank(second) || first.name.localeCompare(second.name));
}
