import type { Reading } from './reading.ts';
import { find, numberOf, type XmlElement } from './xml.ts';

/** A picture in a Word file. */
export interface Picture {
  readonly src: string;
  readonly alt: string | null;
  /** As shown, in CSS pixels; null when the file does not say. */
  readonly width: number | null;
  readonly href: string | null;
  /** False for what no browser shows (Windows metafiles, TIFF); such a picture is kept as a file. */
  readonly shows: boolean;
  readonly name: string;
}

const EMU_PER_PIXEL = 9525;
/** The width of the text on a sheet as our export sets it: 6.5 inches. */
export const TEXT_WIDTH_PIXELS = 624;
const PIXELS_PER_POINT = 96 / 72;
const SHOWN = /\.(png|jpe?g|gif|webp|svg|bmp|avif|ico)$/i;

/** Names that Word gives by itself say nothing about a picture. */
const isGeneratedName = (text: string): boolean =>
  /^(picture|image|grafik|bild|image\d*|graphic)\s*\d*$/i.test(text.trim());

function altOf(attrs: Readonly<Record<string, string>> | undefined): string | null {
  const text = attrs?.['descr'] ?? attrs?.['title'] ?? '';
  return text.trim() === '' || isGeneratedName(text) ? null : text.replaceAll(/\s+/g, ' ').trim();
}

/** `width:123pt` in the style of an old drawing. */
function styleWidth(style: string | undefined): number | null {
  const match = /(?:^|;)\s*width:\s*([\d.]+)(pt|px|in|cm|mm)?/i.exec(style ?? '');
  if (match === null) return null;
  const factor =
    { pt: PIXELS_PER_POINT, px: 1, in: 96, cm: 96 / 2.54, mm: 96 / 25.4 }[match[2]?.toLowerCase() ?? 'px'] ?? 1;
  return Math.round(Number(match[1]) * factor) || null;
}

/** The picture that a drawing shows, DrawingML or old VML; `null` when it shows none that is there. */
export function pictureOf(element: XmlElement, reading: Reading): Picture | null {
  const blip = find(element, 'a:blip') ?? (element.name === 'a:blip' ? element : undefined);
  const old = find(element, 'v:imagedata');
  // A scalable picture stands beside its pixels; the pixels are what every reader shows.
  const id = blip?.attrs['r:embed'] ?? blip?.attrs['r:link'] ?? old?.attrs['r:id'] ?? old?.attrs['o:relid'];
  const relation = reading.relationships.get(id ?? '');
  const properties = find(element, 'wp:docPr')?.attrs ?? find(element, 'pic:cNvPr')?.attrs;
  const alt =
    altOf(properties) ?? altOf(find(element, 'pic:cNvPr')?.attrs) ?? altOf({ title: old?.attrs['o:title'] ?? '' });
  if (relation === undefined) {
    reading.losses.add('missing_pictures', alt ?? properties?.['name'] ?? '');
    return null;
  }
  const link = find(element, 'a:hlinkClick')?.attrs['r:id'];
  const href = reading.relationships.get(link ?? '')?.target ?? null;
  const extent = numberOf((find(element, 'wp:extent') ?? find(element, 'a:ext'))?.attrs['cx']);
  const shown =
    extent !== undefined && extent > 0
      ? Math.round(extent / EMU_PER_PIXEL)
      : styleWidth((find(element, 'v:shape') ?? find(element, 'v:rect'))?.attrs['style']);
  // Wider than the paper is as wide as the paper.
  const width = shown === null ? null : Math.min(shown, TEXT_WIDTH_PIXELS);
  const name = relation.target.split('/').at(-1) ?? 'picture';
  if (relation.external) {
    if (!/^https?:/i.test(relation.target)) {
      reading.losses.add('missing_pictures', relation.target);
      return null;
    }
    reading.losses.add('remote_pictures', relation.target);
    return { src: relation.target, alt, width, href, shows: true, name };
  }
  const src = reading.picture(relation.target);
  if (src === null) {
    reading.losses.add('missing_pictures', relation.target);
    return null;
  }
  const shows = SHOWN.test(relation.target);
  if (!shows) reading.losses.add('picture_formats', name);
  return { src, alt, width, href, shows, name };
}
