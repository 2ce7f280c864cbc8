/**
 * Where each character of a text stands in what was written, when backslashes
 * are the only difference between the two; else null.
 */
export function placesOf(value: string, written: string): number[] | null {
  const places: number[] = [];
  let read = '';
  for (let at = 0; at < written.length; at++) {
    if (written[at] === '\\' && /[!-/:-@[-`{-~]/.test(written[at + 1] ?? '')) at++;
    places.push(at);
    read += written[at] ?? '';
  }
  return read === value ? places : null;
}

/**
 * Tells whether a part of a text stands in the source as it is, without
 * escapes. Where escapes are not the only difference (entities, line ends),
 * any such place in the source will do.
 */
export function plainPlaces(value: string, written: string): (part: string, index: number) => boolean {
  const places = placesOf(value, written);
  if (places === null) return (part) => written.includes(part);
  return (part, index) => written.startsWith(part, places[index] ?? written.length);
}
