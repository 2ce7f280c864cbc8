import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface ZipFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Text is worth compressing; pictures are compressed already. */
  readonly compress: boolean;
  readonly modifiedAt: Date;
}

/** The earliest and latest year that the format's time fields can say. */
const YEARS = { first: 1980, last: 2107 };

/**
 * Writes a zip archive as a stream, one file after the other, holding no more
 * than a chunk in memory. Files are asked for only when their turn has come.
 */
export async function* writeZip(files: AsyncIterable<ZipFile> | Iterable<ZipFile>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let fault: Error | null = null;
  const archive = new Zip((error, chunk) => {
    if (error) fault = error;
    else ready.push(chunk);
  });
  const take = (): Uint8Array[] => {
    if (fault) throw fault;
    const chunks = ready;
    ready = [];
    return chunks;
  };
  try {
    for await (const { path, content, compress, modifiedAt } of files) {
      const entry = compress ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
      const year = modifiedAt.getFullYear();
      if (year >= YEARS.first && year <= YEARS.last) entry.mtime = modifiedAt;
      archive.add(entry);
      for await (const chunk of content) {
        entry.push(chunk, false);
        yield* take();
      }
      entry.push(new Uint8Array(), true);
      yield* take();
    }
    archive.end();
    yield* take();
  } finally {
    archive.terminate();
  }
}
