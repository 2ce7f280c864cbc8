import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Backup } from '@materi/contract';
import { makeDirectory } from '../../kernel/make-directory.ts';
import { backupNotFound } from './errors.ts';

/** `materi-2026-11-21T13-31-52Z.tar`, and `-daily` before the dot for one that was made by itself. */
const NAME = /^materi-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z(-daily)?\.tar$/;

/** What a backup that was killed leaves: its unfinished archive, and a folder with the database in the clear. */
const UNFINISHED = /^\.[0-9a-f]{12}\.staging$|^materi-.*\.tar\.(?:part|json\.new)$/;
/** One that is at work touches its files more often; another program may write one here. */
const LEFT_MS = 60 * 60 * 1000;

/** The backups that lie on the server. What a file is beside its name lies in a note beside it; the file is the truth. */
export function createBackupFolder(folder: string) {
  const pathOf = (name: string) => {
    // Names come from addresses: one that is no name leads nowhere.
    if (!NAME.test(name)) throw backupNotFound();
    return join(folder, name);
  };
  const noteOf = (name: string) => join(folder, `${name}.json`);

  async function describe(name: string): Promise<Backup | null> {
    const found = await stat(pathOf(name)).catch(() => null);
    if (!found) return null;
    const [, day, hour, minute, second, daily] = NAME.exec(name)!;
    const note = await readFile(noteOf(name), 'utf8').then(
      (text) => JSON.parse(text) as Partial<Backup>,
      (): Partial<Backup> => ({}),
    );
    return {
      name,
      createdAt: new Date(`${day}${hour}:${minute}:${second}Z`).toISOString(),
      bytes: found.size,
      kind: daily === undefined ? 'manual' : 'scheduled',
      holdsKey: note.holdsKey ?? false,
      files: note.files ?? null,
      rows: note.rows ?? null,
    };
  }

  return {
    path: folder,
    /** A name for one that is made now, in a folder that is there. */
    async nameFor(at: Date, kind: Backup['kind']): Promise<string> {
      await makeDirectory(folder, 0o700);
      // Names count seconds; where one is taken, the next is free soon.
      for (let time = at.getTime(); ; time += 1_000) {
        const stamp = new Date(time).toISOString().slice(0, 19).replaceAll(':', '-');
        const name = `materi-${stamp}Z${kind === 'scheduled' ? '-daily' : ''}.tar`;
        if (!(await stat(join(folder, name)).catch(() => null))) return name;
      }
    },
    pathOf,
    /** Removes what killed backups have left. */
    async sweep(now: Date): Promise<void> {
      for (const name of await readdir(folder).catch((): string[] => [])) {
        if (!UNFINISHED.test(name)) continue;
        const found = await stat(join(folder, name)).catch(() => null);
        if (found === null || now.getTime() - found.mtimeMs < LEFT_MS) continue;
        await rm(join(folder, name), { recursive: true, force: true });
      }
    },
    async note(name: string, about: Pick<Backup, 'holdsKey' | 'files' | 'rows'>): Promise<void> {
      await writeFile(`${noteOf(name)}.new`, JSON.stringify(about), { mode: 0o600 });
      await rename(`${noteOf(name)}.new`, noteOf(name));
    },
    /** The newest first. */
    async list(): Promise<Backup[]> {
      const names = (await readdir(folder).catch((): string[] => [])).filter((name) => NAME.test(name));
      const all = await Promise.all(names.map(describe));
      return all
        .filter((one): one is Backup => one !== null)
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
    },
    /** @throws AppError `backup.not_found` (404) */
    async open(name: string): Promise<{ bytes: number; content: () => Readable }> {
      const found = await describe(name);
      if (!found) throw backupNotFound();
      return { bytes: found.bytes, content: () => createReadStream(pathOf(name)) };
    },
    /** @throws AppError `backup.not_found` (404) */
    async remove(name: string): Promise<void> {
      if (!(await describe(name))) throw backupNotFound();
      await rm(pathOf(name));
      await rm(noteOf(name), { force: true });
    },
  };
}
