import { count } from './count.ts';

/** Import, export and long work. */
export const exchange = {
  'job.queued': 'Waiting for its turn…',
  'job.running': 'Working…',
  'job.cancelled': 'Cancelled. Nothing was left half done.',
  'job.cancel_failed': 'It could not be cancelled. Try again.',

  'import.lead': 'Markdown, Word and HTML files become pages, with their pictures and the links between them.',
  'import.drop': 'Drop a folder, a .zip or files here',
  'import.choose_folder': 'Choose folder',
  'import.choose_files': 'Choose files',
  'import.nothing_chosen': 'There are no files in it.',
  'import.sending': ({ count: files }: { count: number }) => `Sending ${count(files, 'file')}…`,
  'import.reading': 'Looking at the files',
  'import.importing': 'Importing pages',
  'import.goes_on': 'The import goes on. Its pages appear as they are made.',
  'import.preview_title': ({ documents }: { documents: number }) => `Import ${count(documents, 'page')}?`,
  'import.preview_lead': 'Nothing has been written yet.',
  'import.preview_top': 'At the top of the workspace',
  'import.preview_below': ({ title }: { title: string }) => `Below “${title}”`,
  'import.preview_facts': ({ blobs, size }: { blobs: number; size: string }) =>
    blobs === 0 ? size : `${count(blobs, 'picture or file', 'pictures and files')}, ${size}`,
  'import.preview_pages': 'Pages that will be made',
  'import.more_pages': ({ count: pages }: { count: number }) => `and ${count(pages, 'more page')}`,
  'import.what_changes': 'What a page shows in another way, or not at all',
  'import.nothing_lost': 'Everything in these files can be kept.',
  'import.left_out': ({ count: files }: { count: number }) => `${count(files, 'file')} will be left out`,
  'import.unreadable': ({ count: files }: { count: number }) => `${count(files, 'file')} cannot be read`,
  'import.broken_links': ({ count: links }: { count: number }) =>
    `${count(links, 'link')} ${links === 1 ? 'leads' : 'lead'} to something that was not sent`,
  'import.same_titles': ({ titles }: { titles: string }) => `Several pages side by side have the same title: ${titles}`,
  'import.start': ({ documents }: { documents: number }) => `Import ${count(documents, 'page')}`,
  'import.warnings': ({ count: warnings }: { count: number }) => count(warnings, 'remark'),
  'import.done': 'Import finished',
  'import.summary': (values: { documents: number; blobs: number; resolved: number; unresolved: number }) => {
    const { documents, blobs, resolved, unresolved } = values;
    const leaving = resolved > 0 ? String(unresolved) : count(unresolved, 'link');
    const parts = [
      `${count(documents, 'page')}${blobs > 0 ? ` and ${count(blobs, 'file')}` : ''} imported`,
      ...(resolved > 0 ? [`${count(resolved, 'link')} connected`] : []),
      ...(unresolved > 0
        ? [`${leaving} ${unresolved === 1 ? 'leads' : 'lead'} to something that was not included`]
        : []),
    ];
    return `${parts.join(', ')}.`;
  },
  'import.imported_toast': ({ documents }: { documents: number }) => `${count(documents, 'page')} imported.`,

  'import.recent': 'Earlier imports',
  'import.recent_detail': 'What came into this workspace from files. An import can be taken back as a whole.',
  'import.recent_none': 'Nothing was imported into this workspace yet.',
  'import.recent_facts': ({ documents, person }: { documents: number; person: string }) =>
    `${count(documents, 'page')}, ${person}`,
  'import.somebody': 'somebody who has left',
  'import.status_running': 'at work',
  'import.status_failed': 'ended early',
  'import.status_cancelled': 'cancelled',
  'import.status_undone': 'taken back',
  'import.continue': 'Continue',
  'import.undo': 'Undo import',
  'import.continue_of': ({ label }: { label: string }) => `Continue the import of ${label}`,
  'import.undone': ({ removed }: { removed: number }) => `${count(removed, 'page')} moved to the trash.`,
  'import.undo_failed': 'The import could not be taken back.',
  'import.undo_kept': ({ count: pages }: { count: number }) =>
    `${count(pages, 'page')} ${pages === 1 ? 'was' : 'were'} changed since, or ${pages === 1 ? 'holds' : 'hold'} other pages, and stayed:`,
  'import.undo_keep': 'Keep them',
  'import.undo_all': 'Move them to the trash too',

  'loss.broken_links': ({ count: number }: { count: number }) =>
    `${count(number, 'link')} to places in the file that are not there`,
  'loss.comments': ({ count: number }: { count: number }) => `${count(number, 'comment')} left out`,
  'loss.drawings': ({ count: number }: { count: number }) => `${count(number, 'drawing')} left out`,
  'loss.embedded_documents': ({ count: number }: { count: number }) =>
    `${count(number, 'document')} inside the file left out`,
  'loss.embedded_objects': ({ count: number }: { count: number }) =>
    `${count(number, 'embedded object')} shown as ${number === 1 ? 'a picture' : 'pictures'}`,
  'loss.forms': ({ count: number }: { count: number }) => `${count(number, 'form field')} left out`,
  'loss.frames': ({ count: number }: { count: number }) =>
    `${count(number, 'embedded site')} kept as ${number === 1 ? 'a link' : 'links'}`,
  'loss.heading_numbers': ({ count: number }: { count: number }) =>
    `${count(number, 'heading')} ${number === 1 ? 'loses its number' : 'lose their numbers'}`,
  'loss.headers_footers': ({ count: number }: { count: number }) =>
    `${count(number, 'header or footer', 'headers and footers')} left out`,
  'loss.hidden_text': ({ count: number }: { count: number }) => `${count(number, 'hidden text')} left out`,
  'loss.media': ({ count: number }: { count: number }) =>
    `${count(number, 'film or sound', 'films and sounds')} kept as ${number === 1 ? 'a link' : 'links'}`,
  'loss.merged_cells': ({ count: number }: { count: number }) => `Text under ${count(number, 'merged cell')} left out`,
  'loss.missing_pictures': ({ count: number }: { count: number }) => `${count(number, 'picture')} missing in the file`,
  'loss.page_furniture': ({ count: number }: { count: number }) =>
    `${count(number, 'menu or footer', 'menus and footers')} of the site left out`,
  'loss.picture_formats': ({ count: number }: { count: number }) =>
    `${count(number, 'picture')} in a format that browsers do not show, kept as ${number === 1 ? 'a file' : 'files'}`,
  'loss.remote_pictures': ({ count: number }: { count: number }) =>
    `${count(number, 'picture')} of other sites ${number === 1 ? 'stays' : 'stay'} there`,
  'loss.text_boxes': ({ count: number }: { count: number }) =>
    `${count(number, 'text box', 'text boxes')} moved into the text`,
  'loss.tracked_changes': ({ count: number }: { count: number }) => `${count(number, 'tracked change')} accepted`,
  'loss.tracked_formatting': ({ count: number }: { count: number }) =>
    `${count(number, 'tracked change')} of formatting accepted`,
  'loss.unsupported_macros': ({ count: number }: { count: number }) => `${count(number, 'macro')} kept as plain text`,

  'import.imported': 'Imported',
  'import.skipped': 'Skipped',
  'import.failed': 'Failed',
  'import.more_files': ({ count: files }: { count: number }) => `and ${count(files, 'more file')}`,
  'import.open_first': 'Open first page',

  'export.title': 'Export page',
  'export.lead': 'The pages below come along, and the pictures and files that they show.',
  'export.lead_alone': 'The pictures and files that it shows come along.',
  'export.format': 'Format',
  'export.markdown': 'Markdown',
  'export.markdown_lead': 'For other programs and for importing again. Keeps everything.',
  'export.html': 'HTML',
  'export.html_lead': 'For reading and printing in any browser. Formulas and diagrams are written as their source.',
  'export.docx': 'Word',
  'export.docx_lead':
    'For Word and LibreOffice. Toggles are opened, formulas are written as LaTeX, embedded sites become links.',
  'export.children': 'With the pages below',
  'export.start': 'Export page',
  'export.ready': ({ documents, blobs, size }: { documents: number; blobs: number; size: string }) =>
    `${count(documents, 'page')}${blobs > 0 ? ` and ${count(blobs, 'file')}` : ''}, ${size}. The download has started.`,
  'export.download': 'Download',
  'export.loss_pictures': ({ count: number }: { count: number }) =>
    `${count(number, 'picture')} in a format that Word does not show ${number === 1 ? 'is a link' : 'are links'}.`,
  'export.loss_formulas': ({ count: number }: { count: number }) => `${count(number, 'formula')} written as LaTeX.`,
  'export.loss_diagrams': ({ count: number }: { count: number }) =>
    `${count(number, 'diagram')} written as ${number === 1 ? 'its' : 'their'} source.`,
  'export.loss_html': ({ count: number }: { count: number }) => `${count(number, 'HTML block')} as plain text.`,
  'export.loss_toggles': ({ count: number }: { count: number }) => `${count(number, 'toggle')} opened.`,
  'export.loss_embeds': ({ count: number }: { count: number }) =>
    `${count(number, 'embedded site')} ${number === 1 ? 'is a link' : 'are links'}.`,
  'export.loss_files': ({ count: number }: { count: number }) =>
    `${count(number, 'file')} ${number === 1 ? 'is a link' : 'are links'}.`,

  'move.workspace': 'Workspace',
  'move.to_workspace': ({ title, workspace }: { title: string; workspace: string }) =>
    `Move “${title}” to ${workspace}?`,
  'move.effects': ({ documents }: { documents: number }) =>
    `${count(documents, 'page')} will move with versions, files and favourites. Links keep working for those who can read both.`,
  'move.losing': ({ count: people }: { count: number }) => `${count(people, 'person', 'people')} will lose access: `,
  'move.nobody_loses': 'Nobody loses access.',
  'move.confirm': 'Move',
  'move.done': ({ workspace }: { workspace: string }) => `Moved to ${workspace}.`,
  'move.failed_workspace': 'The page was not moved.',
};
