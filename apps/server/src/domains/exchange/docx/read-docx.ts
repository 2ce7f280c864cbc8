import { rewriteAddresses, type BlockNode } from '@materi/editor';
import type { ImportLoss } from '@materi/contract';
import { headingSlugs } from '@materi/editor/headings';
import { fileUnreadable } from '../errors.ts';
import { createLosses } from '../losses.ts';
import { createBlockReader } from './blocks.ts';
import { readNumbering } from './numbering.ts';
import { openPackage, type WordPackage } from './package.ts';
import { BOOKMARK_SCHEME, type Reading } from './reading.ts';
import { isMonospace, readStyles } from './styles.ts';
import { holdsText } from './tables.ts';
import { child, childrenNamed, find, findAll, textOf, type XmlElement } from './xml.ts';

/** A file within a file: a picture. */
export interface EmbeddedFile {
  /** What the body has in the place of its address. */
  readonly address: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadDocument {
  /** What the file calls itself; `null` leaves it to its first heading or its name. */
  readonly title: string | null;
  readonly body: BlockNode;
  readonly embedded: EmbeddedFile[];
  readonly losses: ImportLoss[];
}

const EMBEDDED_SCHEME = '_embedded/';
/** All pictures of one file together. */
const EMBEDDED_LIMIT_BYTES = 256 * 1024 * 1024;

/** Titles that programs give by themselves. */
const MEANINGLESS_TITLE =
  /^(document\d*|untitled\d*|microsoft word - .*|word document|title|titel|titre|unbenannt\d*|powerpoint presentation|.*\.docx?)$/i;

/** What Word marks as changed in looks only. */
const FORMAT_CHANGES = new Set([
  'w:rPrChange',
  'w:pPrChange',
  'w:tblPrChange',
  'w:trPrChange',
  'w:tcPrChange',
  'w:sectPrChange',
  'w:numberingChange',
]);

/**
 * Reads a Word file (.docx, both editions of the format): text and structure into
 * the blocks of a page, in the view with all tracked changes accepted; what a page
 * cannot hold is counted.
 *
 * @throws AppError `import.unreadable_file`, `import.too_large`, and what an archive is refused for
 */
export async function readDocx(name: string, bytes: Uint8Array): Promise<ReadDocument> {
  const file = await openPackage(name, bytes);
  const document = await file.xml(file.main);
  const body = child(document, 'w:body');
  if (body === undefined) throw fileUnreadable('it holds no Word document');
  const losses = createLosses();
  const part = async (type: string): Promise<{ path: string; root: XmlElement } | null> => {
    const path = await file.related(file.main, type);
    const root = path === undefined ? undefined : await file.xml(path);
    return path === undefined || root === undefined ? null : { path, root };
  };
  const [styleRoot, numberingRoot, footnotes, endnotes] = [
    await part('styles'),
    await part('numbering'),
    await part('footnotes'),
    await part('endnotes'),
  ];
  const styles = readStyles(styleRoot?.root);
  const noteElements = new Map<string, { element: XmlElement; path: string }>();
  for (const [kind, found] of [
    ['footnote', footnotes],
    ['endnote', endnotes],
  ] as const) {
    for (const element of childrenNamed(found?.root, `w:${kind}`)) {
      const type = element.attrs['w:type'];
      if (found !== null && (type === undefined || type === 'normal')) {
        noteElements.set(`${kind}:${element.attrs['w:id'] ?? ''}`, { element, path: found.path });
      }
    }
  }

  const wanted = new Map<string, EmbeddedAddress>();
  const reading: Reading = {
    styles,
    numbering: readNumbering(numberingRoot?.root),
    losses,
    relationships: await file.relationships(file.main),
    fields: [],
    bookmarks: { pending: [], targets: new Map() },
    notes: new Map(),
    hasNote: (key) => noteElements.has(key),
    picture(path) {
      if (!file.has(path)) return null;
      const address = `${EMBEDDED_SCHEME}${path}`;
      wanted.set(path, { path, address });
      return address;
    },
    monospaceIsCode: !isMonospace(styles.defaultFont),
    linkedBookmarks: linkedBookmarks([body, footnotes?.root, endnotes?.root]),
    depth: 0,
  };
  const blocks = createBlockReader(reading);
  const content = blocks.read(body);

  // References are numbered as they are met, and notes may refer to others.
  const definitions: BlockNode[] = [];
  const done = new Set<string>();
  for (let next = openNote(reading, done); next !== undefined; next = openNote(reading, done)) {
    const [key, label] = next;
    done.add(key);
    const { element, path } = noteElements.get(key) as { element: XmlElement; path: string };
    reading.relationships = await file.relationships(path);
    reading.fields.length = 0;
    const inside = blocks.read(element);
    definitions.push({
      type: 'footnoteDefinition',
      attrs: { label },
      content: inside.length > 0 ? inside : [{ type: 'paragraph' }],
    });
  }

  countChanges(body, losses);
  await countComments(file, losses);
  await countHeaders(file, losses);
  const whole: BlockNode = {
    type: 'doc',
    content: content.length + definitions.length > 0 ? [...content, ...definitions] : [{ type: 'paragraph' }],
  };
  return {
    title: blocks.title() ?? (await titleProperty(file)),
    body: withBookmarks(whole, reading),
    embedded: await embeddedFiles(file, wanted),
    losses: losses.list(),
  };
}

interface EmbeddedAddress {
  readonly path: string;
  readonly address: string;
}

const openNote = (reading: Reading, done: ReadonlySet<string>): [string, string] | undefined =>
  [...reading.notes].find(([key]) => !done.has(key));

/** The bookmarks that links in these parts lead to. */
function linkedBookmarks(roots: readonly (XmlElement | undefined)[]): Set<string> {
  const names = new Set<string>();
  for (const root of roots) {
    for (const { attrs } of findAll(root, 'w:hyperlink')) {
      const name = attrs['w:anchor'] ?? attrs['w:docLocation'];
      if (name !== undefined) names.add(name);
    }
    const instructions = [
      ...findAll(root, 'w:instrText').map(textOf),
      ...findAll(root, 'w:fldSimple').map(({ attrs }) => attrs['w:instr'] ?? ''),
    ].join('');
    for (const [, quoted, plain] of instructions.matchAll(/\\l\s+(?:"([^"]*)"|(\S+))/g))
      names.add(quoted ?? plain ?? '');
  }
  return names;
}

/** Links to bookmarks become links to the heading or the block that holds it. */
function withBookmarks(body: BlockNode, reading: Reading): BlockNode {
  const slugs = new Map(
    headingSlugs(body).flatMap(({ blockId, slug }) => (blockId === null ? [] : [[blockId, slug] as const])),
  );
  return rewriteAddresses(body, {
    link(href) {
      if (!href.startsWith(BOOKMARK_SCHEME)) return href;
      const name = href.slice(BOOKMARK_SCHEME.length);
      const id = reading.bookmarks.targets.get(name);
      if (id !== undefined) return `#${slugs.get(id) ?? id}`;
      if (name !== '_top') reading.losses.add('broken_links', name);
      return null;
    },
  });
}

async function titleProperty(file: WordPackage): Promise<string | null> {
  const path = (await file.related('', 'core-properties')) ?? 'docProps/core.xml';
  const title = textOf(find(await file.xml(path), 'dc:title'))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return title === '' || MEANINGLESS_TITLE.test(title) ? null : title;
}

function countChanges(body: XmlElement, losses: Reading['losses']): void {
  let count = 0;
  const pending: XmlElement[] = [body];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const node of next.children) {
      if (typeof node === 'string') continue;
      if (FORMAT_CHANGES.has(node.name)) count += 1;
      pending.push(node);
    }
  }
  losses.add('tracked_formatting', '', count);
}

async function countComments(file: WordPackage, losses: Reading['losses']): Promise<void> {
  const path = await file.related(file.main, 'comments');
  if (path === undefined) return;
  for (const comment of childrenNamed(await file.xml(path), 'w:comment')) {
    const author = comment.attrs['w:author'] ?? '';
    const text = findAll(comment, 'w:t').map(textOf).join('');
    losses.add('comments', author === '' ? text : `${author}: ${text}`);
  }
}

/** Headers and footers belong to sheets of paper; a page has none. Numbers alone are no loss. */
async function countHeaders(file: WordPackage, losses: Reading['losses']): Promise<void> {
  const seen = new Set<string>();
  for (const { type, target, external } of (await file.relationships(file.main)).values()) {
    if (external || !/\/(header|footer)$/.test(type)) continue;
    const root = await file.xml(target);
    if (!holdsText(root)) continue;
    const text = findAll(root, 'w:t').map(textOf).join(' ').trim();
    if (/^[\d\s/–-]*$/.test(text) || seen.has(text)) continue;
    seen.add(text);
    losses.add('headers_footers', text);
  }
}

async function embeddedFiles(file: WordPackage, wanted: ReadonlyMap<string, EmbeddedAddress>): Promise<EmbeddedFile[]> {
  const files: EmbeddedFile[] = [];
  let total = 0;
  for (const { path, address } of wanted.values()) {
    const bytes = await file.bytes(path);
    if (bytes === undefined) continue;
    total += bytes.length;
    if (total > EMBEDDED_LIMIT_BYTES)
      throw fileUnreadable('its pictures are larger than 256 MB together. Split it into several files');
    files.push({ address, name: path.split('/').at(-1) ?? 'picture', bytes: new Uint8Array(bytes) });
  }
  return files;
}
