import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';
type Colour = [lightness: number, chroma: number, hue: number];

/** The value of a role in a theme; roles that are see-through have no contrast of their own and are left out. */
function colourOf(role: string, theme: Theme): Colour {
  const found = new RegExp(`--${role}: light-dark\\(oklch\\(([\\d. ]+)\\), oklch\\(([\\d. ]+)\\)\\)`).exec(css);
  const text = theme === 'light' ? found?.[1] : found?.[2];
  if (text === undefined) throw new Error(`tokens.css has no opaque colour named ${role}`);
  const [lightness = 0, chroma = 0, hue = 0] = text.split(' ').map(Number);
  return [lightness, chroma, hue];
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, through linear sRGB (CSS Color 4, section 10). */
function luminance([lightness, chroma, hue]: Colour): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clipped = (value: number) => Math.min(1, Math.max(0, value));
  const red = clipped(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clipped(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clipped(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: Colour, second: Colour): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['surface', 'surface-side', 'surface-raised', 'surface-sunken'];
const ON_SURFACES = ['ink', 'ink-soft', 'ink-faint', 'accent', 'positive', 'caution', 'critical'];
const PAIRS = [
  ...SURFACES.flatMap((surface) => ON_SURFACES.map((text) => [text, surface] as const)),
  ['accent-ink', 'accent'],
  ['accent-ink', 'accent-hover'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['positive', 'positive-soft'],
  ['caution', 'caution-soft'],
  ['critical', 'critical-soft'],
  ['critical-ink', 'critical'],
  ...Array.from({ length: 8 }, (_, person) => ['person-ink', `person-${person + 1}`] as const),
] as const;

test.each(['light', 'dark'] as const)(
  'text in the %s theme has a contrast of 4.5:1 or more wherever it stands',
  (theme) => {
    const weak = PAIRS.map(([text, ground]) => ({
      pair: `${text} on ${ground}`,
      ratio: Number(contrast(colourOf(text, theme), colourOf(ground, theme)).toFixed(2)),
    })).filter((one) => one.ratio < 4.5);
    expect(weak).toEqual([]);
  },
);

test.each(['light', 'dark'] as const)('the edge of a field in the %s theme has a contrast of 3:1 or more', (theme) => {
  expect(contrast(colourOf('line-strong', theme), colourOf('surface-raised', theme))).toBeGreaterThanOrEqual(3);
});
