import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportFormat, exportReport } from '@materi/contract';
import { unzipSync } from 'fflate';
import { awaitJob, findWorkspace, withWorkplace } from './at-work.ts';
import type { Command } from './command.ts';
import { commandConfig } from './data.ts';
import { COMMON_OPTIONS, DATA_OPTIONS, REMOTE_OPTIONS } from './options.ts';
import { CommandFailure, UsageError } from './outcome.ts';

export const exportPages: Command = {
  usage: 'export DOCUMENT_ID | --workspace WORKSPACE --out PATH [--format markdown|html|docx]',
  describes: 'Export a page with those below it, or a workspace, as a folder (or a .zip) with its files.',
  options: {
    ...COMMON_OPTIONS,
    workspace: { type: 'string', value: 'WORKSPACE', describes: 'The name or id of a workspace, in place of a page.' },
    format: { type: 'string', value: 'FORMAT', describes: 'markdown, html or docx.' },
    out: {
      type: 'string',
      value: 'PATH',
      describes: 'A folder that is made, a file that ends in .zip, or (one page) in .docx or .html.',
    },
    ...DATA_OPTIONS,
    ...REMOTE_OPTIONS,
  },
  words: [0, 1],
  async run(given, terminal) {
    const [documentId] = given.words;
    const workspace = given.text('workspace');
    if ((documentId === undefined) === (workspace === undefined)) {
      throw new UsageError('Give either the id of a page or --workspace.');
    }
    const { data: format } = exportFormat.safeParse(given.text('format') ?? 'markdown');
    if (format === undefined) {
      throw new UsageError(`The format ${given.text('format')} is not supported; use markdown, html or docx.`);
    }
    const out = resolve(given.required('out'));
    if ((await readdir(out).catch(() => [])).length > 0 || (await stat(out).catch(() => null))?.isFile()) {
      throw new CommandFailure(`${out} exists already. Choose another --out, or remove it first.`);
    }
    const { config, logger } = await commandConfig(given);
    const report = await withWorkplace(config, logger, async (workplace) => {
      const job =
        workspace === undefined
          ? await workplace.exportDocument(documentId!, format)
          : await workplace.exportWorkspace(await findWorkspace(workplace, workspace), format);
      const done = await awaitJob(workplace, job, terminal);
      const made = exportReport.parse(done.result);
      const isArchive = made.fileName.toLowerCase().endsWith('.zip');
      await write(await workplace.result(done.id), out, isArchive ? null : made.fileName);
      return made;
    });
    if (given.flag('json')) terminal.out(JSON.stringify({ ...report, out }));
    else terminal.out(`Exported ${report.documents} pages and ${report.blobs} files to ${out}.`);
    return 0;
  },
};

/** Writes the archive, what is in it, or the one file that it is; under the final name only when it is complete. */
async function write(archive: Readable, out: string, single: string | null): Promise<void> {
  const partial = `${out}.partial-${process.pid}`;
  try {
    await mkdir(dirname(out), { recursive: true });
    const asFile = single === null ? '.zip' : single.slice(single.lastIndexOf('.'));
    if (out.toLowerCase().endsWith(asFile)) {
      await pipeline(archive, createWriteStream(partial));
    } else if (single !== null) {
      await mkdir(partial);
      await pipeline(archive, createWriteStream(join(partial, single)));
      await rm(out, { recursive: true, force: true });
    } else {
      const chunks: Buffer[] = [];
      for await (const chunk of archive) chunks.push(chunk as Buffer);
      await mkdir(partial);
      for (const [path, content] of Object.entries(unzipSync(Buffer.concat(chunks)))) {
        const target = resolve(partial, path);
        if (!target.startsWith(partial + sep)) throw new CommandFailure(`The archive holds the unsafe path ${path}.`);
        if (path.endsWith('/')) continue;
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
      await rm(out, { recursive: true, force: true });
    }
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC') throw new CommandFailure(`The disk is full. Nothing was written to ${out}.`);
    if (code === 'EACCES') throw new CommandFailure(`${join(dirname(out))} may not be written to.`);
    throw error;
  }
}
