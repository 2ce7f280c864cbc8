import type { Element } from 'hast';
import { textProperty } from '../html/elements.ts';
import type { Colour } from '../palette.ts';

/** Declarations by name, names in small letters. */
export type Declarations = ReadonlyMap<string, string>;

/** Reads the declarations of a style attribute or rule. */
export function readDeclarations(css: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of css.split(';')) {
    const colon = part.indexOf(':');
    if (colon > 0)
      found.set(
        part.slice(0, colon).trim().toLowerCase(),
        part
          .slice(colon + 1)
          .replace('!important', '')
          .trim(),
      );
  }
  return found;
}

/** The rules of single classes in a style sheet, as office programs send them along. */
export function readClassRules(css: string): Map<string, Declarations> {
  const rules = new Map<string, Declarations>();
  for (const [, selectors = '', body = ''] of css
    .slice(0, 500_000)
    .replace(/<!--|-->/g, '')
    .matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    for (const selector of selectors.split(',')) {
      const name = /^\s*[a-z]*\.([\w-]+)\s*$/i.exec(selector)?.[1];
      if (name !== undefined) rules.set(name, new Map([...(rules.get(name) ?? []), ...readDeclarations(body)]));
    }
  }
  return rules;
}

/** What an element looks like: the rules of its classes under its own style. */
export function declarationsOf(node: Element, rules: ReadonlyMap<string, Declarations>): Map<string, string> {
  const all = new Map<string, string>();
  const { className } = node.properties;
  for (const name of Array.isArray(className) ? className : [])
    for (const [key, value] of rules.get(String(name)) ?? []) all.set(key, value);
  for (const [key, value] of readDeclarations(textProperty(node, 'style') ?? '')) all.set(key, value);
  return all;
}

const NAMED: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#ffffff',
  silver: '#c0c0c0',
  gray: '#808080',
  grey: '#808080',
  red: '#ff0000',
  maroon: '#800000',
  yellow: '#ffff00',
  olive: '#808000',
  lime: '#00ff00',
  green: '#008000',
  aqua: '#00ffff',
  cyan: '#00ffff',
  teal: '#008080',
  blue: '#0000ff',
  navy: '#000080',
  fuchsia: '#ff00ff',
  magenta: '#ff00ff',
  purple: '#800080',
  orange: '#ffa500',
  pink: '#ffc0cb',
  lightgrey: '#d3d3d3',
  darkyellow: '#808000',
  darkred: '#8b0000',
  darkblue: '#00008b',
  darkgreen: '#006400',
};

function channels(css: string): [number, number, number] | null {
  const value = NAMED[css.trim().toLowerCase()] ?? css.trim();
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value)?.[1];
  if (hex !== undefined) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16)) as [number, number, number];
  }
  const match = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+)(%?))?\s*\)$/i.exec(value);
  if (match === null || Number(match[4] ?? 1) / (match[5] === '%' ? 100 : 1) < 0.1) return null;
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

const HUES: readonly (readonly [number, Colour])[] = [
  [15, 'red'],
  [42, 'orange'],
  [70, 'yellow'],
  [170, 'green'],
  [255, 'blue'],
  [290, 'purple'],
  [345, 'pink'],
  [360, 'red'],
];

/**
 * The colour of the palette that comes nearest to one of CSS; null for what is
 * no colour beside the ink and the paper: black, white, and what is close.
 */
export function nearestColour(css: string | undefined, use: 'ink' | 'paper'): Colour | null {
  const rgb = css === undefined ? null : channels(css);
  if (rgb === null) return null;
  const [red, green, blue] = rgb.map((channel) => channel / 255) as [number, number, number];
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  const lightness = most - range / 2;
  if (lightness < (use === 'ink' ? 0.15 : 0.08) || lightness > (use === 'ink' ? 0.9 : 0.985)) return null;
  if (range < (use === 'ink' ? 0.1 : 0.05)) return lightness > 0.3 && lightness < 0.95 ? 'grey' : null;
  const sector =
    most === red
      ? ((green - blue) / range + 6) % 6
      : most === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return HUES.find(([end]) => sector * 60 <= end)?.[1] ?? null;
}
