/** Which differences are shown: to the version before, to the page now, or none. */
export type ChangesShown = 'before' | 'now';

export const isChangesShown = (value: unknown): value is ChangesShown => value === 'before' || value === 'now';
