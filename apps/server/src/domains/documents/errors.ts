import { DEPTH_LIMIT, IMAGE_LIMIT_BYTES, MARKDOWN_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from '@materi/contract';
import { AppError } from '../../kernel/errors.ts';

const megabytes = (bytes: number) => `${Math.floor(bytes / (1024 * 1024))} MB`;

/** Also the answer for a page that the person may not see, so that nobody learns that it exists. */
export const tagNotFound = (name: string) =>
  new AppError('tag.not_found', 404, `No page of the workspace has the tag ${name}.`);

export const documentNotFound = () =>
  new AppError('document.not_found', 404, 'There is no such page, or you have no access to it.');

export const parentNotFound = () =>
  new AppError('document.parent_not_found', 404, 'The page to put it under does not exist in this workspace.');

export const parentTrashed = () =>
  new AppError('document.parent_trashed', 409, 'The page to put it under is in the trash. Restore that page first.');

export const inTrash = () =>
  new AppError('document.trashed', 409, 'This page is in the trash. Restore it to change it.');

export const idTaken = () =>
  new AppError('document.id_taken', 409, 'Another page has this id. Choose a new one, or leave it out.');

export const cycle = () =>
  new AppError('document.cycle', 409, 'A page cannot be moved under itself or under a page below it.');

export const tooDeep = () =>
  new AppError('document.too_deep', 409, `Pages can be nested at most ${DEPTH_LIMIT} deep. Choose a place higher up.`);

export const siblingGone = () =>
  new AppError(
    'document.sibling_gone',
    409,
    'The page that it should stand beside has moved away. Look again and retry.',
  );

export const changedMeanwhile = () =>
  new AppError(
    'document.changed_meanwhile',
    412,
    'The page has changed since you read it. Read it again, then repeat your change.',
  );

export const markdownTooLarge = () =>
  new AppError(
    'document.markdown_too_large',
    413,
    `The Markdown text is larger than ${megabytes(MARKDOWN_LIMIT_BYTES)}. Split it into several pages.`,
  );

export const blobNotFound = () =>
  new AppError('blob.not_found', 404, 'There is no such file, or you have no access to it.');

export const imageTooLarge = () =>
  new AppError(
    'upload.image_too_large',
    413,
    `The picture is larger than ${megabytes(IMAGE_LIMIT_BYTES)}. Make it smaller and try again.`,
  );

export const fileTooLarge = () =>
  new AppError(
    'upload.too_large',
    413,
    `The file is larger than ${megabytes(UPLOAD_LIMIT_BYTES)}, the most that a page takes.`,
  );

export const uploadInterrupted = () =>
  new AppError('upload.interrupted', 400, 'The upload ended before the file was complete. Try again.');

export const uploadLost = () =>
  new AppError('upload.try_again', 503, 'The file could not be kept just now. Try again.', { retryAfterSeconds: 1 });

export const branchTooLarge = (limit: number) =>
  new AppError(
    'document.branch_too_large',
    409,
    `There are more than ${limit} pages here, too many to copy at once. Copy the pages below one by one.`,
  );
