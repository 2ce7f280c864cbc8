const KEY = 'materi.unfolded';
const MOST = 500;

let unfolded: Set<string> | null = null;

function read(): Set<string> {
  if (unfolded !== null) return unfolded;
  unfolded = new Set();
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    if (Array.isArray(kept)) unfolded = new Set(kept.filter((id) => typeof id === 'string'));
  } catch {
    // Nothing is stored on this device, or not by us: everything starts folded.
  }
  return unfolded;
}

/** Whether a toggle was left open on this device. */
export const isUnfolded = (id: string): boolean => id !== '' && read().has(id);

/** Keeps which toggles are open, those used last. */
export function rememberUnfolded(id: string, open: boolean): void {
  if (id === '') return;
  const ids = read();
  ids.delete(id);
  if (open) ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= MOST) break;
    ids.delete(oldest);
  }
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    // Then it lasts as long as the tab.
  }
}
