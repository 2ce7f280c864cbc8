/** An address without its `%` signs; as it stands when they are none of an address's. */
export function decodedAddress(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray `%` is part of the name.
    return text;
  }
}
