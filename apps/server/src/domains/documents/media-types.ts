/** How many bytes at the start of a file `imageType` wants to see. */
export const SIGNATURE_BYTES = 4096;

const startsWith = (head: Uint8Array, text: string, at = 0) =>
  head.length >= at + text.length && [...text].every((sign, index) => head[at + index] === sign.charCodeAt(0));

/**
 * The picture format that the first bytes of a file show, whatever its name says;
 * null for anything else. (PNG 5.2; JFIF; GIF89a; RFC 9649; AVIF 1.1 section 6; SVG 2.)
 */
export function imageType(head: Uint8Array): string | null {
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (startsWith(head, '\xff\xd8\xff')) return 'image/jpeg';
  if (startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a')) return 'image/gif';
  if (startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8)) return 'image/webp';
  if (startsWith(head, 'ftyp', 4) && isAvif(head)) return 'image/avif';
  return isSvg(head) ? 'image/svg+xml' : null;
}

/** The major and the compatible brands of the `ftyp` box (ISO/IEC 14496-12, section 4.3). */
function isAvif(head: Uint8Array): boolean {
  const boxBytes = new DataView(head.buffer, head.byteOffset).getUint32(0);
  for (let at = 8; at + 4 <= Math.min(boxBytes, head.length); at += at === 8 ? 8 : 4) {
    if (startsWith(head, 'avif', at) || startsWith(head, 'avis', at)) return true;
  }
  return false;
}

/** An XML text whose root element is `svg`, after any declaration, comments and document type. */
function isSvg(head: Uint8Array): boolean {
  let rest = new TextDecoder().decode(head).trimStart();
  for (;;) {
    const preamble = /^(?:<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE\s[^[>]*(?:\[[^\]]*\]\s*)?>)\s*/i.exec(rest);
    if (preamble === null) break;
    rest = rest.slice(preamble[0].length);
  }
  return /^<(?:svg:)?svg[\s/>]/i.test(rest);
}

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const UNKNOWN = 'application/octet-stream';

/**
 * The media type to keep for a file: what its first bytes show; else what the
 * sender declared, unless that is a picture, which the bytes would have shown.
 */
export function mediaTypeOf(head: Uint8Array, declared: string): string {
  const shown = imageType(head) ?? (startsWith(head, '%PDF-') ? 'application/pdf' : null);
  if (shown !== null) return shown;
  const plain = (declared.split(';')[0] ?? '').trim().toLowerCase();
  if (!MEDIA_TYPE.test(plain) || plain.startsWith('image/') || plain === 'application/pdf') return UNKNOWN;
  return plain;
}

const SHOWN = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
  'application/pdf',
]);

/** Whether a browser may show the file by itself; anything else is only downloaded. */
export const isShown = (mediaType: string): boolean => SHOWN.has(mediaType) || /^(?:audio|video)\//.test(mediaType);
