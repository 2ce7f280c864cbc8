import { decodedAddress } from '../address.ts';

/** What is wrong with a path from outside, in words that end a sentence; `null` when nothing is. */
export function pathFault(path: string): string | null {
  if (path.includes('\0')) return 'it contains a NUL character';
  const parts = path.replaceAll('\\', '/').split('/');
  if (parts.includes('..')) return 'it leads out of the folder with `..`';
  if (path.startsWith('/') || path.startsWith('\\') || /^[a-zA-Z]:/.test(path)) return 'it is an absolute path';
  if (path.length > 1000) return 'it is longer than 1,000 characters';
  return null;
}

/** A relative path in one spelling: `/` between parts, no `.` or empty parts, Unicode NFC. Assumes no fault. */
export const normalPath = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
    .normalize('NFC');

/** `a/b/c.md` → `a/b`; `''` at the top. */
export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

/** `a/b/c.md` → `c.md`. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `c.tar.gz` → `c.tar`; a leading dot is no ending. */
export function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

export interface RelativeTarget {
  /** From the root of what is imported; `''` is the root itself. */
  readonly path: string;
  /** With its `#`, or `''`. */
  readonly fragment: string;
}

/**
 * Where a link in the file at `fromPath` leads within the folder.
 * `null` for what is no relative address (`https:`, `mailto:`, `//host`, `#anchor`) or leads out of the folder.
 */
export function resolveRelative(fromPath: string, href: string): RelativeTarget | null {
  if (href === '' || href.startsWith('#') || href.startsWith('//') || /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(href))
    return null;
  const hash = href.indexOf('#');
  const fragment = hash < 0 ? '' : href.slice(hash);
  const address = (hash < 0 ? href : href.slice(0, hash)).replace(/\?.*$/, '');
  if (address === '') return null;
  const steps = decodedAddress(address).replaceAll('\\', '/').split('/');
  const parts = address.startsWith('/')
    ? []
    : folderOf(fromPath)
        .split('/')
        .filter((part) => part !== '');
  for (const step of steps) {
    if (step === '' || step === '.') continue;
    if (step !== '..') parts.push(step);
    else if (parts.pop() === undefined) return null;
  }
  return { path: parts.join('/').normalize('NFC'), fragment };
}
