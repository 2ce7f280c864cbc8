/**
 * The colours that words, their background and table cells may have. A page
 * names them only; how each looks, in light and in dark, is the reader's theme.
 * Every name is also one that HTML knows, so that exported pages keep colours.
 */
export const COLOURS = ['grey', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink'] as const;

export type Colour = (typeof COLOURS)[number];

/** Whether a value names a colour of the palette. */
export function isColour(value: unknown): value is Colour {
  return (COLOURS as readonly unknown[]).includes(value);
}

/** The kinds of callouts; GitHub's alerts. */
export const CALLOUT_KINDS = ['note', 'tip', 'important', 'warning', 'caution'] as const;

export type CalloutKind = (typeof CALLOUT_KINDS)[number];

/** Whether a value names a kind of callout. */
export function isCalloutKind(value: unknown): value is CalloutKind {
  return (CALLOUT_KINDS as readonly unknown[]).includes(value);
}
