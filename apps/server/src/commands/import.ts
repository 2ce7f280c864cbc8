import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { importReport } from '@materi/contract';
import { awaitJob, findWorkspace, withWorkplace } from './at-work.ts';
import type { Command } from './command.ts';
import { commandConfig } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS, REMOTE_OPTIONS } from './options.ts';
import { CommandFailure } from './outcome.ts';
import type { FileToSend } from './workplace.ts';

export const importFiles: Command = {
  usage: 'import PATH… --workspace WORKSPACE [--into DOCUMENT_ID]',
  describes: 'Import Markdown, Word and HTML files, folders or .zip archives with their pictures and links.',
  options: {
    ...COMMON_OPTIONS,
    workspace: { type: 'string', value: 'WORKSPACE', describes: 'The name or id of the workspace.' },
    into: {
      type: 'string',
      value: 'DOCUMENT_ID',
      describes: 'The page under which the new pages go; the top unless told.',
    },
    ...DATA_OPTIONS,
    ...REMOTE_OPTIONS,
  },
  words: [1, 1_000],
  async run(given, terminal) {
    const workspace = given.required('workspace');
    const files = await filesIn(given.words);
    const { config, logger } = await commandConfig(given);
    const report = await withWorkplace(config, logger, async (workplace) => {
      const workspaceId = await findWorkspace(workplace, workspace);
      const job = await workplace.startImport(workspaceId, given.text('into') ?? null, files);
      return importReport.parse((await awaitJob(workplace, job, terminal)).result);
    });
    const failed = report.files.filter(({ outcome }) => outcome === 'failed');
    if (given.flag('json')) terminal.out(JSON.stringify(report));
    else {
      for (const { path, outcome, notes } of report.files) {
        if (outcome !== 'imported')
          terminal.note(`${outcome}: ${path}${notes.length > 0 ? ` (${notes.join(' ')})` : ''}`);
      }
      for (const { kind, count } of report.losses) terminal.note(`${kind.replaceAll('_', ' ')}: ${count}`);
      const { resolved, unresolved } = report.links;
      terminal.out(
        `Imported ${report.documents} pages and ${report.blobs} files; ${resolved} links resolved, ${unresolved} not` +
          `${failed.length > 0 ? `; ${failed.length} files failed` : ''}.`,
      );
    }
    return failed.length === 0 ? 0 : 1;
  },
};

/** Every file under the paths. One folder alone stands for its content; several keep their names apart. */
async function filesIn(paths: readonly string[]): Promise<FileToSend[]> {
  const files: FileToSend[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new CommandFailure(`${path} does not exist or cannot be read.`);
    if (!found.isDirectory()) {
      files.push({ onDisk: path, path: basename(path) });
      continue;
    }
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const onDisk = join(entry.parentPath, entry.name);
      const inside = relative(path, onDisk).split(sep);
      // Hidden files and folders are the business of programs, not pages.
      if (inside.some((part) => part.startsWith('.')) || inside.includes('node_modules')) continue;
      files.push({ onDisk, path: [...(paths.length > 1 ? [basename(path)] : []), ...inside].join('/') });
    }
  }
  if (files.length === 0) throw new CommandFailure(`There is nothing to import in ${paths.join(', ')}.`);
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}
