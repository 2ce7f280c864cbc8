/** A page as the plan of an export needs it. */
export interface ExportPage {
  readonly id: string;
  readonly parentId: string | null;
  readonly title: string;
}

export interface ExportPlan {
  /** By document id: the path of its file, for example `Guides/First steps.md`. */
  readonly pathOf: ReadonlyMap<string, string>;
  /** The folder for pictures and files; no page has it. */
  readonly assetFolder: string;
}

const NAME_LIMIT = 80;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A title as a file name that every common file system takes. */
export function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|#%^[\]]+/gu, '-')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s.-]+/, '')
    .replace(/[\s.-]+$/, '');
  const short = [...name]
    .slice(0, NAME_LIMIT)
    .join('')
    .replace(/[\s.-]+$/, '');
  if (short === '') return 'Untitled';
  return RESERVED.test(short) ? `${short}_` : short;
}

/** `taken` holds lower-case names, since many file systems do not tell cases apart. */
export function freeName(wanted: string, taken: Set<string>, ending = ''): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted} (${count})`;
    const key = `${name}${ending}`.toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return name;
  }
}

/**
 * Gives every page a path: `Title.md` (or another ending), with the pages below it in `Title/`.
 * `pages` in the order in which siblings stand; a page whose parent is not among them is a top page.
 */
export function planExport(pages: readonly ExportPage[], ending = 'md'): ExportPlan {
  const known = new Set(pages.map(({ id }) => id));
  const children = Map.groupBy(pages, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null));
  const pathOf = new Map<string, string>();
  const topNames = new Set<string>();
  const walk = (parentId: string | null, folder: string, taken: Set<string>): void => {
    for (const page of children.get(parentId) ?? []) {
      const name = freeName(fileName(page.title), taken);
      pathOf.set(page.id, `${folder}${name}.${ending}`);
      walk(page.id, `${folder}${name}/`, new Set());
    }
  };
  walk(null, '', topNames);
  return { pathOf, assetFolder: freeName('assets', topNames) };
}

/** The address of `toPath` as it is written in the file at `fromPath`: relative, percent-encoded where Markdown needs it. */
export function relativeAddress(fromPath: string, toPath: string): string {
  const from = fromPath.split('/').slice(0, -1);
  const to = toPath.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  const steps = [...from.slice(shared).map(() => '..'), ...to.slice(shared)];
  return steps
    .map((step) =>
      step === '..'
        ? step
        : encodeURIComponent(step).replaceAll(/[()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
    )
    .join('/');
}
