/** As much of the format ustar (POSIX.1-2017, pax) as an archive of plain files needs; any tar program reads it. */

export const BLOCK = 512;

export interface TarEntry {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** The header block of a file. Equal entries give equal bytes, so that a reader can tell any change. */
export function tarHeader({ path, bytes, modified }: TarEntry): Buffer {
  const cut = path.length <= 100 ? -1 : path.indexOf('/', path.length - 101);
  const [prefix, name] = cut < 0 ? ['', path] : [path.slice(0, cut), path.slice(cut + 1)];
  if (name.length > 100 || prefix.length > 155) throw new Error(`The path ${path} is too long for an archive.`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 'utf8');
  block.write(octal(0o600, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(bytes, 12), 124);
  block.write(octal(modified, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The entry that a header block describes; `null` when the block is none that `tarHeader` makes. */
export function readTarHeader(block: Buffer): TarEntry | null {
  const text = (from: number, length: number) => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end < 0 ? length : end);
  };
  const number = (from: number, length: number) => Number.parseInt(text(from, length), 8);
  const prefix = text(345, 155);
  const entry = {
    path: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    bytes: number(124, 12),
    modified: number(136, 12),
  };
  if (!Number.isSafeInteger(entry.bytes) || !Number.isSafeInteger(entry.modified)) return null;
  try {
    return tarHeader(entry).equals(block) ? entry : null;
  } catch {
    return null;
  }
}

/** How many zero bytes fill the last block of a file. */
export const padding = (bytes: number): number => (BLOCK - (bytes % BLOCK)) % BLOCK;
