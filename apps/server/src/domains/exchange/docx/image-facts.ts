/** What the first bytes of a picture tell. */
export interface ImageFacts {
  readonly type: 'png' | 'jpg' | 'gif' | 'bmp' | 'webp' | 'svg';
  readonly width: number;
  readonly height: number;
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

function jpegSize(view: DataView): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xff || (marker >= 0xd0 && marker <= 0xd9)) at += marker === 0xff ? 1 : 2;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function svgSize(text: string): { width: number; height: number } {
  const tag = /<svg\b[^>]*>/i.exec(text)?.[0] ?? '';
  const size = (name: string) =>
    Number(new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(?:px)?\\s*["']`, 'i').exec(tag)?.[1]);
  const box = /viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(tag);
  return { width: size('width') || Number(box?.[1]) || 300, height: size('height') || Number(box?.[2]) || 150 };
}

/** The kind and size of a picture; `null` when the bytes are none that is known, or tell no size. */
export function imageFacts(bytes: Uint8Array): ImageFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fact = (type: ImageFacts['type'], width: number, height: number): ImageFacts | null =>
    width > 0 && height > 0 && width < 1e6 && height < 1e6 ? { type, width, height } : null;
  if (bytes.length < 12) return null;
  if (view.getUint32(0) === 0x89504e47 && bytes.length >= 24)
    return fact('png', view.getUint32(16), view.getUint32(20));
  if (ascii(bytes, 0, 3) === 'GIF') return fact('gif', view.getUint16(6, true), view.getUint16(8, true));
  if (view.getUint16(0) === 0xffd8) {
    const size = jpegSize(view);
    return size === null ? null : fact('jpg', size.width, size.height);
  }
  if (ascii(bytes, 0, 2) === 'BM' && bytes.length >= 26) {
    return fact('bmp', Math.abs(view.getInt32(18, true)), Math.abs(view.getInt32(22, true)));
  }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP' && bytes.length >= 30) {
    const kind = ascii(bytes, 12, 16);
    if (kind === 'VP8X')
      return fact(
        'webp',
        1 + (view.getUint32(24, true) & 0xffffff),
        1 + (view.getUint16(27, true) | (view.getUint8(29) << 16)),
      );
    if (kind === 'VP8 ') return fact('webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    if (kind === 'VP8L') {
      const bits = view.getUint32(21, true);
      return fact('webp', 1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
    }
    return null;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, 4096));
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?(?:<!DOCTYPE[^>]*>\s*)?<svg\b/i.test(text)) {
    const { width, height } = svgSize(text);
    return fact('svg', width, height);
  }
  return null;
}
