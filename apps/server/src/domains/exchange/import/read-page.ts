import { MARKDOWN_LIMIT_BYTES, type ImportLoss } from '@materi/contract';
import type { BlockNode } from '@materi/editor';
import { cleanTitle } from '../../documents/index.ts';
import type { Content } from '../../collaboration/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Conversions } from '../conversion/conversions.ts';
import type { EmbeddedFile } from '../docx/read-docx.ts';
import { fileUnreadable } from '../errors.ts';
import type { ArchiveFile } from './archive.ts';
import { nameOf } from './paths.ts';
import { pageKind } from './plan.ts';
import { readText } from './read-text.ts';
import { titleOf } from './title.ts';

/** What a file says, before its links are resolved. */
export interface PageText {
  readonly title: string;
  readonly body: BlockNode;
  readonly properties: Record<string, unknown>;
  /** The addresses of pictures inside the file itself. */
  readonly embedded: readonly string[];
  readonly losses: readonly ImportLoss[];
  /** The address of the page above it, where the file names one. */
  readonly parentHref: string | null;
}

export interface PageReader {
  /** @throws AppError with a sentence for the report */
  read(file: ArchiveFile, fallbackTitle: string): Promise<PageText>;
  /** The pictures inside a file, read again when they are wanted, so that not all of them are held at once. */
  embedded(file: ArchiveFile): Promise<ReadonlyMap<string, EmbeddedFile>>;
}

/** The largest Word or HTML file. */
const CONVERTED_LIMIT_BYTES = 64 * 1024 * 1024;

export function createPageReader({
  content,
  conversions,
}: {
  content: Pick<Content<Principal>, 'fromMarkdown'>;
  conversions: Conversions;
}): PageReader {
  async function convert(file: ArchiveFile) {
    if (file.sizeBytes > CONVERTED_LIMIT_BYTES) {
      throw fileUnreadable(
        `it is larger than ${CONVERTED_LIMIT_BYTES / 1024 / 1024} MB. Split it and import the parts`,
      );
    }
    const bytes = await file.read();
    // A buffer of Node's pool would take its neighbours along to the thread.
    const own = new Uint8Array(bytes);
    return pageKind(file.path) === 'word'
      ? { ...(await conversions.readWord(nameOf(file.path), own)), parentHref: null }
      : conversions.readHtml(own);
  }

  return {
    async read(file, fallbackTitle) {
      if (pageKind(file.path) === 'markdown') {
        if (file.sizeBytes > MARKDOWN_LIMIT_BYTES) {
          throw fileUnreadable(
            `it is larger than ${MARKDOWN_LIMIT_BYTES / 1024 / 1024} MB. Split it and import the parts`,
          );
        }
        const text = readText(await file.read());
        if (text === null) throw fileUnreadable('it is not valid UTF-8. Save it as UTF-8 and import it again');
        const { body, properties } = await content.fromMarkdown(text);
        const titled = titleOf(body, properties, fallbackTitle);
        return { ...titled, properties, embedded: [], losses: [], parentHref: null };
      }
      const { title, body, embedded, losses, parentHref } = await convert(file);
      const named = title === null ? '' : cleanTitle(title);
      const titled = titleOf(body, named === '' ? {} : { title: named }, fallbackTitle);
      return { ...titled, properties: {}, embedded: embedded.map(({ address }) => address), losses, parentHref };
    },
    async embedded(file) {
      return new Map((await convert(file)).embedded.map((one) => [one.address, one]));
    },
  };
}
