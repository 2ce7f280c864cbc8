/**
 * Decodes a text file: UTF-8, or UTF-16 with a byte order mark. Line ends become `\n`.
 * `null` when the bytes are neither, so that nothing is imported with broken characters.
 */
export function readText(bytes: Uint8Array): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.replaceAll(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}
