import { AppError } from '../../kernel/errors.ts';

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`;

export const archiveUnreadable = (name: string, cause?: unknown) =>
  new AppError(
    'import.unreadable_archive',
    422,
    `“${name}” is not a zip archive, or it is damaged. Pack the folder again and retry.`,
    {
      cause,
    },
  );

export const archiveEncrypted = (name: string) =>
  new AppError(
    'import.encrypted_archive',
    422,
    `“${name}” is protected by a password. Pack the folder without one and retry.`,
  );

export const unsafePath = (path: string, fault: string) =>
  new AppError(
    'import.unsafe_path',
    422,
    `Nothing was imported: the path “${path.slice(0, 200)}” is refused because ${fault}. Pack the folder with an ordinary program and retry.`,
  );

export const importTooLarge = (what: string, bytes: number, limit: number) =>
  new AppError(
    'import.too_large',
    413,
    `${what} holds ${mebibytes(bytes)} when unpacked; the limit is ${mebibytes(limit)}. Import it in parts.`,
  );

export const tooManyFiles = (count: number, limit: number) =>
  new AppError(
    'import.too_many_files',
    413,
    `The import holds ${count.toLocaleString('en')} files; the limit is ${limit.toLocaleString('en')}. Import it in parts.`,
  );

export const nothingToImport = () =>
  new AppError(
    'import.nothing_found',
    422,
    'There is no Markdown file (.md) in what was sent. Choose a folder, a .zip or files that hold some.',
  );

export const noFilesSent = () =>
  new AppError(
    'import.no_files',
    400,
    'The request carries no files. Send them as multipart/form-data, each as a part named “files”.',
  );

export const jobNotFound = () => new AppError('job.not_found', 404, 'There is no such job, or it is not yours.');

export const resultNotReady = (status: string) =>
  new AppError(
    'job.not_ready',
    409,
    `The job is ${status}, so there is no file to fetch${status === 'failed' || status === 'cancelled' ? '' : ' yet'}.`,
  );

export const archiveGone = () =>
  new AppError('export.gone', 410, 'The archive was kept for a day and is gone by now. Export again.');
