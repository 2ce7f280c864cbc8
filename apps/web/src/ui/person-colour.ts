/** How many colours there are for people in `tokens.css`. */
const COLOURS = 8;

/** Which of the colours somebody has, from 0: the same on every screen (FNV-1a over the id). */
export function personPlace(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % COLOURS;
}

export const personColour = (id: string) => `var(--person-${personPlace(id) + 1})`;
