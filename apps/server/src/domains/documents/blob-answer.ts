import { Readable } from 'node:stream';
import { isShown } from './media-types.ts';

/** A part of a file, in bytes; both ends belong to it. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a Range header (RFC 9110, section 14.2) for a file of this size. Undefined
 * means the whole file: no header, several ranges, or one that makes no sense.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (match === null || (from === '' && to === '')) return undefined;
  if (from === '') {
    const count = Math.min(Number(to), sizeBytes);
    return count === 0 ? 'unsatisfiable' : { first: sizeBytes - count, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= sizeBytes ? 'unsatisfiable' : { first, last };
}

/** The bytes of one range of a stream; the source is closed as soon as they are through. */
export function sliceOf(content: Readable, range: ByteRange): Readable {
  async function* slice(): AsyncGenerator<Buffer> {
    let at = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      const end = at + chunk.length;
      if (end > range.first) {
        yield chunk.subarray(Math.max(0, range.first - at), Math.min(chunk.length, range.last + 1 - at));
      }
      at = end;
      if (at > range.last) return;
    }
  }
  return Readable.from(slice(), { objectMode: false });
}

/** Whether an If-None-Match header names this entity tag (RFC 9110, section 13.1.2: weak comparison). */
export const isNamedIn = (header: string | undefined, tag: string): boolean =>
  header !== undefined && header.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));

/** The headers under which a file is handed out: it never runs scripts and is never taken for another type. */
export function blobHeaders(file: { id: string; name: string; mediaType: string }): Record<string, string> {
  const isPdf = file.mediaType === 'application/pdf';
  return {
    'content-type': file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType,
    'content-disposition': disposition(isShown(file.mediaType) ? 'inline' : 'attachment', file.name),
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${file.id}"`,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    // A sandbox keeps browsers from showing a PDF at all; their viewers run it apart from the page anyway.
    'content-security-policy': isPdf
      ? "default-src 'self'; script-src 'none'; frame-ancestors 'self'"
      : "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  };
}

/** Content-Disposition with the name in both forms (RFC 6266, section 4.3; RFC 8187). */
function disposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${full}`;
}
