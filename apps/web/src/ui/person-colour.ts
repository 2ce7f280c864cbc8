/** How many colours there are for people in `tokens.css`. */
const COLOURS = 8;

/** Which of the colours somebody has, from 0: the same on every screen (FNV-1a over the id). */
export function personPlace(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % COLOURS;
}

export const personColour = (id: string) => `var(--person-${personPlace(id) + 1})`;

/**
 * The colours of people who are at the same place, told apart as long as there
 * are enough. Everybody computes the same; whoever has the smaller id, which is
 * the older account, keeps the colour that they have elsewhere.
 */
export function coloursTogether(ids: Iterable<string>): Map<string, string> {
  const taken = new Set<number>();
  const colours = new Map<string, string>();
  for (const id of [...new Set(ids)].toSorted()) {
    const own = personPlace(id);
    const tries = Array.from({ length: COLOURS }, (_, step) => (own + step) % COLOURS);
    const place = tries.find((one) => !taken.has(one)) ?? own;
    taken.add(place);
    colours.set(id, `var(--person-${place + 1})`);
  }
  return colours;
}
