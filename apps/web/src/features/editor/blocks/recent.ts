const KEY = 'materi.blocks.recent';
const MOST = 4;

/** The kinds of blocks that were made last on this device, newest first. */
export function recentKinds(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberKind(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...recentKinds().filter((other) => other !== id)].slice(0, MOST)));
  } catch {
    // A device that stores nothing has no last time.
  }
}
