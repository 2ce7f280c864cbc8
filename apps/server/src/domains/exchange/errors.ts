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

/** One file in an archive whose list could be read. */
export const entryUnreadable = (name: string, path: string, cause?: unknown) =>
  new AppError(
    'import.unreadable_entry',
    422,
    `“${path}” in “${name}” is damaged: its bytes do not match what the archive says about them. Pack the folder again and retry, or import without this file.`,
    { cause },
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
    'There is no Markdown, Word or HTML file (.md, .docx, .html) in what was sent. Choose a folder, a .zip or files that hold some.',
  );

export const noFilesSent = () =>
  new AppError(
    'import.no_files',
    400,
    'The request carries no files. Send them as multipart/form-data, each as a part named “files”.',
  );

/** @param why ends a sentence, without a full stop; may go on with what to do */
export const fileUnreadable = (why: string, cause?: unknown) =>
  new AppError('import.unreadable_file', 422, `The file cannot be read: ${why}.`, { cause });

export const importNotFound = () =>
  new AppError('import.not_found', 404, 'There is no such import, or you have no access to it.');

export const importGone = () =>
  new AppError(
    'import.gone',
    410,
    'What was sent was kept for a day and is gone by now, or it was imported already. Send the files again.',
  );

export const importRunning = () =>
  new AppError('import.running', 409, 'This import still runs. Cancel it first, or wait until it is done.');

export const undoNotAllowed = () =>
  new AppError(
    'import.undo_denied',
    403,
    'Only who imported these pages and admins of the workspace can take the import back.',
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
