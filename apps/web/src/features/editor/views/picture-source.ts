/** Only addresses that a browser loads as a picture; never a script. */
export function pictureAddress(value: unknown): string | null {
  const source = String(value ?? '');
  return /^(https?:|\/|data:image\/(png|jpe?g|gif|webp|avif);)/i.test(source) || !/^[a-z][a-z0-9+.-]*:/i.test(source)
    ? source
    : null;
}

/** The address when it leads to another site. */
export function foreignAddress(source: string): URL | null {
  if (!URL.canParse(source, location.href)) return null;
  const address = new URL(source, location.href);
  return /^https?:$/.test(address.protocol) && address.origin !== location.origin ? address : null;
}
