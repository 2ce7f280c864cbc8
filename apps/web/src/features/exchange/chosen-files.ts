import type { ImportFile } from '../frame/dialog-store.ts';

// Nobody means these: they come along with folders of other programs and systems.
const isNoise = (path: string) =>
  /(^|\/)(\.git|\.obsidian|node_modules|__MACOSX)\/|(^|\/)(\.DS_Store|Thumbs\.db)$/.test(path);

/** The files of a picker, with their paths inside the folder that was chosen. */
export function pickedFiles(files: Iterable<File>): ImportFile[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file })).filter(
    (one) => !isNoise(one.path),
  );
}

/** The files that were dropped, folders walked through. */
export async function droppedFiles(data: DataTransfer): Promise<ImportFile[]> {
  // The list is emptied as soon as the drop has been handled: take the entries first.
  const entries = Array.from(data.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found = await Promise.all(entries.map((entry) => walk(entry)));
  return found.flat().filter((one) => !isNoise(one.path));
}

async function walk(entry: FileSystemEntry): Promise<ImportFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (isNoise(`${path}/`)) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: ImportFile[] = [];
  // A reader gives a folder in pieces until an empty one.
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return found;
    found.push(...(await Promise.all(piece.map((one) => walk(one)))).flat());
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
