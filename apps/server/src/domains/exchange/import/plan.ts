import { folderOf, nameOf, withoutEnding } from './paths.ts';

/** One page to be. */
export interface PlannedPage {
  /** Names the page within the plan: the path of its file, or of its folder with a `/` at the end. */
  readonly key: string;
  /** The file that holds its text; `null` for a folder that has none. */
  readonly file: string | null;
  /** The folder whose pages stand below this one; `null` when there is none. */
  readonly folder: string | null;
  readonly parentKey: string | null;
  /** Used when the text itself gives no title. */
  readonly fallbackTitle: string;
}

export interface ImportPlan {
  /** Parents before their children; siblings in the order in which they are to stand. */
  readonly pages: readonly PlannedPage[];
  /** Files that pages may link to. */
  readonly assets: readonly string[];
  readonly skipped: readonly { path: string; reason: string }[];
}

/** The name of the file that an export adds to keep icons and order. */
export const MANIFEST_NAME = 'materi.json';

/** The kinds of files that become pages. */
export type PageKind = 'markdown' | 'html' | 'word';

const ENDINGS: Readonly<Record<string, PageKind>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  mkd: 'markdown',
  mkdn: 'markdown',
  mdwn: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  docx: 'word',
  docm: 'word',
  dotx: 'word',
};
const PAGE_ENDING = new RegExp(`\\.(${Object.keys(ENDINGS).join('|')})$`, 'i');

/** What kind of page a file becomes. */
export const pageKind = (path: string): PageKind =>
  ENDINGS[PAGE_ENDING.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'markdown';

/** What people expect to be imported and what to do so that it can be. */
const OTHER_DOCUMENTS: Readonly<Record<string, string>> = {
  doc: 'Old Word files cannot be read. Open it in Word or LibreOffice, save it as .docx, and import that.',
  rtf: 'RTF files cannot be read. Open it in Word or LibreOffice, save it as .docx, and import that.',
  odt: 'OpenDocument files cannot be read yet. Save it as .docx and import that.',
  pages: 'Pages files cannot be read. Export it to Word (.docx) and import that.',
  gdoc: 'This is only a link to Google Docs. Download the document as .docx and import that.',
  mht: 'Web archives cannot be read. Save the page as “Web page, complete” and import that.',
  mhtml: 'Web archives cannot be read. Save the page as “Web page, complete” and import that.',
  txt: 'Plain text is not imported. Rename it to .md and import that.',
};

/** Why a file that no page shows stays out. */
export const reasonLeftOut = (path: string): string =>
  OTHER_DOCUMENTS[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'No page shows it or links to it.';

/** Browsers keep what a saved page shows in a folder beside it. */
const SAVED_FOLDER = /^(.*)(?:_files|-Dateien|_fichiers|_archivos|\.files)$/;
const INDEX_NAME = /^(_?index|readme)$/i;
const IGNORED_PART = /^(\.|~\$|__MACOSX$|Thumbs\.db$|desktop\.ini$|node_modules$)/i;
/** Notion adds the id of the page to every name. */
const NOTION_ID = / [0-9a-f]{32}$/;

const titleFromName = (name: string): string => withoutEnding(name).replace(NOTION_ID, '').trim() || name;

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const compare = (a: string, b: string): number => byName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

/**
 * Decides which files become pages and how they nest. A folder with pages in it
 * becomes a page: its text is the file of the same name beside it (`Guides.md` for
 * `Guides/`, as our export and Notion write it), or else its own `index.md` or
 * `README.md`; with neither it is an empty page with the folder's name.
 * `order` (paths from an earlier export) decides among siblings; what it does not name follows by name.
 */
export function planImport(paths: readonly string[], order: readonly string[] = []): ImportPlan {
  const all = new Set(paths);
  const besideSavedPage = (path: string): boolean =>
    path.split('/').some((part, at, parts) => {
      const stem = at < parts.length - 1 ? SAVED_FOLDER.exec(part)?.[1] : undefined;
      const beside = [...parts.slice(0, at), stem].join('/');
      return stem !== undefined && ['html', 'htm', 'xhtml'].some((ending) => all.has(`${beside}.${ending}`));
    });
  const skipped: { path: string; reason: string }[] = [];
  const texts: string[] = [];
  const assets: string[] = [];
  for (const path of paths) {
    if (path === MANIFEST_NAME || nameOf(path) === MANIFEST_NAME) continue;
    if (path.split('/').some((part) => IGNORED_PART.test(part))) {
      skipped.push({ path, reason: 'Hidden and system files are left out.' });
    } else if (PAGE_ENDING.test(path) && !besideSavedPage(path)) texts.push(path);
    else assets.push(path);
  }

  const folders = new Set<string>();
  for (const path of texts) {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.add(folder);
  }

  /** Which file speaks for which folder. */
  const fileOfFolder = new Map<string, string>();
  for (const folder of folders) {
    const inFolder = (path: string) => folderOf(path) === folder;
    const beside = texts.find(
      (path) => folderOf(path) === folderOf(folder) && withoutEnding(nameOf(path)) === nameOf(folder),
    );
    const index = texts
      .filter((path) => inFolder(path) && INDEX_NAME.test(withoutEnding(nameOf(path))))
      .toSorted(compare)[0];
    const chosen = beside ?? index;
    if (chosen !== undefined) fileOfFolder.set(folder, chosen);
  }
  const folderOfFile = new Map([...fileOfFolder].map(([folder, file]) => [file, folder]));
  const keyOfFolder = (folder: string): string | null =>
    folder === '' ? null : (fileOfFolder.get(folder) ?? `${folder}/`);

  const rank = new Map(order.map((path, place) => [path, place]));
  const rankOf = (page: PlannedPage) => rank.get(page.key) ?? Number.MAX_SAFE_INTEGER;
  const sortName = (page: PlannedPage) => page.folder ?? page.file ?? page.key;

  const pages: PlannedPage[] = [
    ...texts.map((file): PlannedPage => {
      const folder = folderOfFile.get(file) ?? null;
      return {
        key: file,
        file,
        folder,
        parentKey: keyOfFolder(folder === null ? folderOf(file) : folderOf(folder)),
        fallbackTitle: titleFromName(nameOf(folder === null ? file : `${folder}.md`)),
      };
    }),
    ...[...folders]
      .filter((folder) => !fileOfFolder.has(folder))
      .map((folder): PlannedPage => ({
        key: `${folder}/`,
        file: null,
        folder,
        parentKey: keyOfFolder(folderOf(folder)),
        fallbackTitle: titleFromName(`${nameOf(folder)}.md`),
      })),
  ].toSorted((a, b) => rankOf(a) - rankOf(b) || compare(sortName(a), sortName(b)));

  const children = Map.groupBy(pages, ({ parentKey }) => parentKey);
  const ordered: PlannedPage[] = [];
  const walk = (parentKey: string | null): void => {
    for (const page of children.get(parentKey) ?? []) {
      ordered.push(page);
      walk(page.key);
    }
  };
  walk(null);
  return { pages: ordered, assets, skipped };
}

/** Finds the page or asset that a relative address means. */
export interface TargetIndex {
  page(path: string): string | undefined;
  asset(path: string): string | undefined;
}

/**
 * An address may name the file, the file without its ending, or the folder; in
 * another case too, when only one thing is meant by it.
 */
export function indexTargets(plan: ImportPlan): TargetIndex {
  const pages = new Map<string, string>();
  const assets = new Map<string, string>();
  const loosePages = new Map<string, string | null>();
  const looseAssets = new Map<string, string | null>();
  const put = (exact: Map<string, string>, loose: Map<string, string | null>, path: string, key: string) => {
    if (!exact.has(path)) exact.set(path, key);
    const folded = path.toLowerCase();
    const before = loose.get(folded);
    loose.set(folded, before === undefined || before === key ? key : null);
  };
  for (const page of plan.pages) if (page.file !== null) put(pages, loosePages, page.file, page.key);
  for (const page of plan.pages) {
    if (page.folder !== null) put(pages, loosePages, page.folder, page.key);
    if (page.file !== null) put(pages, loosePages, page.file.replace(PAGE_ENDING, ''), page.key);
  }
  for (const path of plan.assets) put(assets, looseAssets, path, path);
  return {
    page: (path) => pages.get(path) ?? loosePages.get(path.toLowerCase()) ?? undefined,
    asset: (path) => assets.get(path) ?? looseAssets.get(path.toLowerCase()) ?? undefined,
  };
}
