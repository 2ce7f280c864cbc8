import { isAppError } from '../../../kernel/errors.ts';
import type { Part } from '../../../kernel/part.ts';
import { createTaskWorker } from '../../../kernel/workers/task-worker.ts';
import type { ReadDocument } from '../docx/read-docx.ts';
import type { WriteDocx, WrittenDocx } from '../docx/write-docx.ts';
import { fileUnreadable } from '../errors.ts';
import type { ReadHtml } from '../html/read-html.ts';
import type { WriteHtml } from '../html/write-html.ts';
import type { ConversionTasks } from './conversion-worker.ts';

/** Conversions of files in a thread of their own, with bounded memory and time. */
export interface Conversions extends Part {
  /** @throws AppError `import.unreadable_file`, `work.too_long`, and what an archive is refused for */
  readWord(name: string, bytes: Uint8Array): Promise<ReadDocument>;
  readHtml(bytes: Uint8Array): Promise<ReadHtml>;
  writeWord(page: WriteDocx): Promise<WrittenDocx>;
  writeHtml(page: WriteHtml): Promise<string>;
}

/** What one file may take. */
const LIMITS = { timeMs: 60_000, idleMs: 60_000, heapMegabytes: 768 };

export function createConversions({ logger }: { logger: { error(fields: object, text: string): void } }): Conversions {
  const worker = createTaskWorker<ConversionTasks>({
    url: new URL('./conversion-worker.ts', import.meta.url),
    limitMs: LIMITS.timeMs,
    idleMs: LIMITS.idleMs,
    heapMegabytes: LIMITS.heapMegabytes,
  });

  /** One file that cannot be read must not end the import of the others; a fault of ours is logged. */
  const reading = async <Value>(kind: string, work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      if (isAppError(error)) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
        throw fileUnreadable('it takes more memory than one import may use. Split it into several files', error);
      }
      logger.error({ err: error, kind }, 'a file could not be read');
      throw fileUnreadable('something in it was not expected. Save it again with another program and retry', error);
    }
  };

  return {
    name: 'conversions',
    start: async () => {},
    stop: () => worker.stop(),
    ready: () => null,
    readWord: (name, bytes) => reading('word', worker.run('readWord', { name, bytes })),
    readHtml: (bytes) => reading('html', worker.run('readHtml', bytes)),
    writeWord: (page) => worker.run('writeWord', page),
    writeHtml: (page) => worker.run('writeHtml', page),
  };
}
