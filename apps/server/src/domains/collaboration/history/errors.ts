import { AppError } from '../../../kernel/errors.ts';

export const versionNotFound = () =>
  new AppError('version.not_found', 404, 'There is no such version of this page, or you have no access to it.');

export const nothingWritten = () =>
  new AppError('version.nothing_written', 409, 'Nothing was written on this page yet, so there is nothing to name.');

export const alreadyNamed = (name: string) =>
  new AppError(
    'version.already_named',
    409,
    `The page as it is now has a name already: “${name}”. Rename that version.`,
  );

export const pageInTrash = () =>
  new AppError('document.trashed', 409, 'This page is in the trash. Restore it to change it.');

/** An editor's hand-made nonsense can make Yjs fail; what came before it can still be read. */
export const versionUnreadable = () =>
  new AppError(
    'version.unreadable',
    422,
    'This version cannot be shown: something in it is damaged. An earlier one may be whole.',
  );
