import { isBodyTooLarge, type BlockNode } from '@materi/editor';
import { answerTasks } from '../../../kernel/workers/answer-tasks.ts';
import type { WriteDocx } from '../docx/write-docx.ts';
import { fileUnreadable } from '../errors.ts';
import type { WriteHtml } from '../html/write-html.ts';

/** Asked in this thread: a body that is too large must not even be handed over. */
function small<Read extends { readonly body: BlockNode }>(read: Read): Read {
  if (isBodyTooLarge(read.body)) throw fileUnreadable('it holds more than one page can. Split it and import the parts');
  return read;
}

/** Word and HTML files to and from pages; each library is loaded with the first file that needs it. */
export const conversionTasks = {
  readWord: async ({ name, bytes }: { name: string; bytes: Uint8Array }) =>
    small(await (await import('../docx/read-docx.ts')).readDocx(name, bytes)),
  readHtml: async (bytes: Uint8Array) => small(await (await import('../html/read-html.ts')).readHtml(bytes)),
  writeWord: async (page: WriteDocx) => (await import('../docx/write-docx.ts')).writeDocx(page),
  writeHtml: async (page: WriteHtml) => (await import('../html/write-html.ts')).writeHtml(page),
};

export type ConversionTasks = typeof conversionTasks;

answerTasks(conversionTasks);
