/**
 * Which licences may be in what is installed to run Materi (docs/decisions/0011-licences.md): those that ask for
 * no more than their notice. Development tools are not looked at; they are not passed on.
 */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
]);

/** Packages that stand outside of the rule, and why that is right. */
const EXCEPTIONS: readonly [name: RegExp, reason: string][] = [
  [/^elkjs$/, 'EPL or GPL; Mermaid names it, and apps/web/vite.config.ts keeps it out of the app'],
  [/^lightningcss(-.*)?$/, 'MPL; writes the style sheets while the app is built and is no part of it'],
  [/^@tailwindcss\/oxide-/, 'MIT, says its source; its packages for other machines do not say so'],
  [/^khroma$/, 'MIT, says its file "license"; its manifest does not'],
  [/^format$/, 'MIT, says its readme; its manifest does not'],
];

interface Lock {
  readonly packages: Readonly<Record<string, { license?: string; dev?: boolean; link?: boolean }>>;
}

const isPermissive = (licence: string): boolean =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => PERMISSIVE.has(part.trim())));

/** The packages of a lock that running Materi needs and whose licence may not be there. Each as `name: licence`. */
export function foreignLicences(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, { license = 'none named', dev = false, link = false }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (!path.includes('node_modules/') || dev || link || isPermissive(license)) return [];
    return EXCEPTIONS.some(([known]) => known.test(name)) ? [] : [`${name}: ${license}`];
  });
}
