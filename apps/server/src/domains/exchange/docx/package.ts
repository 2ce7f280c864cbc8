import { fileUnreadable } from '../errors.ts';
import { looksLikeArchive, readArchive, type ArchiveFile } from '../import/archive.ts';
import { parseXml, elementsOf, type XmlElement } from './xml.ts';

/** What a part points to: another part of the package, or an address outside of it. */
export interface Relationship {
  readonly type: string;
  /** A path in the package, or an address when `external`. */
  readonly target: string;
  readonly external: boolean;
}

/** The parts of a Word file. */
export interface WordPackage {
  /** The path of the main part. */
  readonly main: string;
  has(path: string): boolean;
  /** `undefined` when there is no such part. */
  xml(path: string): Promise<XmlElement | undefined>;
  bytes(path: string): Promise<Uint8Array | undefined>;
  relationships(path: string): Promise<ReadonlyMap<string, Relationship>>;
  /** The first part that another points to by the last word of the relationship's type. */
  related(path: string, type: string): Promise<string | undefined>;
}

/** What a Word file may unpack to. */
const LIMITS = { files: 10_000, unpackedBytes: 512 * 1024 * 1024 };
const XML_LIMIT_BYTES = 128 * 1024 * 1024;
/** What every compound file of old Office begins with: .doc, or a document behind a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

/** Where a target leads that stands in the part at `from`. */
function resolved(from: string, target: string): string {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of target.replaceAll('\\', '/').split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '' && step !== '.') parts.push(step);
  }
  return parts.join('/');
}

/** @throws AppError `import.unreadable_file`, and what `readArchive` refuses */
export async function openPackage(name: string, bytes: Uint8Array): Promise<WordPackage> {
  if (COMPOUND.every((byte, at) => bytes[at] === byte)) {
    throw fileUnreadable(
      'it is an old .doc file or protected by a password. Open it in Word or LibreOffice, save it as .docx without a password, and import that',
    );
  }
  if (!looksLikeArchive(bytes))
    throw fileUnreadable(
      'it is no Word file, or it was cut off. Open it in Word or LibreOffice, save it as .docx, and import that',
    );
  const files = new Map<string, ArchiveFile>();
  for (const file of await readArchive(name, bytes, LIMITS)) {
    files.set(file.path, file);
    // Some writers spell the same part in two cases.
    if (!files.has(file.path.toLowerCase())) files.set(file.path.toLowerCase(), file);
  }
  const fileAt = (path: string): ArchiveFile | undefined => files.get(path) ?? files.get(path.toLowerCase());
  const parsed = new Map<string, XmlElement | undefined>();

  const xml = async (path: string): Promise<XmlElement | undefined> => {
    if (parsed.has(path)) return parsed.get(path);
    const file = fileAt(path);
    if (file !== undefined && file.sizeBytes > XML_LIMIT_BYTES) throw fileUnreadable(`its part ${path} is too large`);
    const root = file === undefined ? undefined : parseXml(decoded(await file.read()), path);
    parsed.set(path, root);
    return root;
  };

  const relationships = async (path: string): Promise<ReadonlyMap<string, Relationship>> => {
    const cut = path.lastIndexOf('/') + 1;
    const root = await xml(`${path.slice(0, cut)}_rels/${path.slice(cut)}.rels`);
    return new Map(
      elementsOf(root).flatMap(({ attrs }): [string, Relationship][] => {
        const { Id: id, Target: target, Type: type = '', TargetMode: mode } = attrs;
        if (id === undefined || target === undefined) return [];
        const external = mode === 'External';
        return [[id, { type, external, target: external ? target : resolved(path, target) }]];
      }),
    );
  };

  const related = async (path: string, type: string): Promise<string | undefined> => {
    for (const relation of (await relationships(path)).values()) {
      if (!relation.external && relation.type.endsWith(`/${type}`) && fileAt(relation.target) !== undefined) {
        return relation.target;
      }
    }
    return undefined;
  };

  const main = (await related('', 'officeDocument')) ?? (fileAt('word/document.xml') && 'word/document.xml');
  if (main === undefined) throw fileUnreadable('it is a zip archive, but no Word document is in it');
  return {
    main,
    xml,
    relationships,
    related,
    has: (path) => fileAt(path) !== undefined,
    bytes: async (path) => fileAt(path)?.read(),
  };
}

/** XML parts are UTF-8 or UTF-16; wrong bytes become U+FFFD and the parser decides. */
function decoded(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
