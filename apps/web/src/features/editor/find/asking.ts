const listeners = new Set<() => void>();

/** Opens the find bar of the page that is on the screen, as its shortcut does there. */
export const findInPage = (): void => listeners.forEach((open) => open());

/** Hears when somebody wants to find something in the page. Returns how to stop. */
export function onFindInPage(open: () => void): () => void {
  listeners.add(open);
  return () => void listeners.delete(open);
}
