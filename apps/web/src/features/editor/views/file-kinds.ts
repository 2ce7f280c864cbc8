import { ICON } from './draw.ts';

/** How a file can be looked at without leaving the page. */
export type FileKind = 'picture' | 'pdf' | 'sound' | 'film' | 'text' | 'archive' | 'other';

/** More text than this is shown by its beginning. */
export const TEXT_PREVIEW_BYTES = 200_000;

const TEXTS = /^(?:text\/(?!html)|application\/(?:json|xml|yaml|toml|javascript|x-sh|sql|x-ndjson)$)/;
const TEXT_NAMES =
  /\.(?:txt|md|markdown|csv|tsv|json|ya?ml|toml|xml|log|ini|conf|sh|py|js|ts|tsx|jsx|css|go|rs|java|c|h|cpp|sql|tex|bib|srt|vtt)$/i;
const ARCHIVES = /zip|tar|gzip|7z|rar|compressed/;

export function fileKind(mediaType: string, name: string): FileKind {
  if (/^image\/(png|jpeg|gif|webp|avif|svg\+xml)$/.test(mediaType)) return 'picture';
  if (mediaType === 'application/pdf') return 'pdf';
  if (mediaType.startsWith('audio/')) return 'sound';
  if (mediaType.startsWith('video/')) return 'film';
  if (ARCHIVES.test(mediaType)) return 'archive';
  if (TEXTS.test(mediaType) || TEXT_NAMES.test(name)) return 'text';
  return 'other';
}

export const FILE_ICONS: Record<FileKind, readonly string[]> = {
  picture: ICON.picture,
  pdf: ICON.text,
  sound: ICON.sound,
  film: ICON.film,
  text: ICON.text,
  archive: ICON.archive,
  other: ICON.page,
};
