import { COLOURS, type Colour } from '@materi/editor';

/** Word's fifteen marker pens, each with the colour of the palette that comes nearest. */
const MARKERS: Readonly<Record<string, Colour>> = {
  yellow: 'yellow',
  green: 'green',
  cyan: 'blue',
  magenta: 'pink',
  blue: 'blue',
  red: 'red',
  darkBlue: 'blue',
  darkCyan: 'blue',
  darkGreen: 'green',
  darkMagenta: 'purple',
  darkRed: 'red',
  darkYellow: 'orange',
  darkGray: 'grey',
  lightGray: 'grey',
  black: 'grey',
};

export const markerColour = (name: string): Colour | null => MARKERS[name] ?? null;

/** What each colour is in Word: of letters, and behind words and cells. Both readable on white paper. */
export const WORD_COLOURS: Readonly<Record<Colour, { text: string; fill: string }>> = {
  grey: { text: '6B6B6B', fill: 'E7E6E3' },
  red: { text: 'B3261E', fill: 'FBD9D5' },
  orange: { text: 'A8550A', fill: 'FCE2C4' },
  yellow: { text: '7F6000', fill: 'FFF2B3' },
  green: { text: '2E7D32', fill: 'D6EFD2' },
  blue: { text: '1F5FBF', fill: 'D5E5FA' },
  purple: { text: '6F42B5', fill: 'E6DBF7' },
  pink: { text: 'B0307A', fill: 'FADAEC' },
};

/** The hue, saturation and lightness of `RRGGBB`, each 0–1. */
function hslOf(hex: string): { hue: number; saturation: number; lightness: number } {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const lightness = (most + least) / 2;
  const span = most - least;
  if (span === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = span / (1 - Math.abs(2 * lightness - 1));
  const hue =
    most === red
      ? ((green - blue) / span + 6) % 6
      : most === green
        ? (blue - red) / span + 2
        : (red - green) / span + 4;
  return { hue: hue / 6, saturation, lightness };
}

/** Where one hue of the palette ends and the next begins, round the circle. */
const HUES: readonly (readonly [until: number, colour: Colour])[] = [
  [0.03, 'red'],
  [0.115, 'orange'],
  [0.18, 'yellow'],
  [0.46, 'green'],
  [0.7, 'blue'],
  [0.79, 'purple'],
  [0.93, 'pink'],
  [1.01, 'red'],
];

/** The colour of the palette nearest to `RRGGBB`; `null` for black, white and what is no colour. */
export function nearestColour(hex: string | undefined): Colour | null {
  if (hex === undefined || !/^[0-9a-f]{6}$/i.test(hex)) return null;
  const exact = COLOURS.find((colour) =>
    Object.values(WORD_COLOURS[colour]).some((known) => known.toLowerCase() === hex.toLowerCase()),
  );
  if (exact !== undefined) return exact;
  const { hue, saturation, lightness } = hslOf(hex);
  if (lightness < 0.13 || lightness > 0.97) return null;
  if (saturation < 0.15) return lightness < 0.3 ? null : 'grey';
  return HUES.find(([until]) => hue < until)?.[1] ?? null;
}
