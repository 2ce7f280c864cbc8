/** The words of the editor. */
const changesOf = (changes: number) => (changes === 1 ? '1 change' : `${changes} changes`);

const en = {
  'body.label': 'Page body',
  'body.placeholder': 'Write, or press / for blocks',
  'body.placeholder.heading': 'Heading',
  'body.placeholder.list': 'List',
  'body.placeholder.task': 'To do',

  'load.title': 'This page did not come',
  'load.unreachable':
    'The server cannot be reached, and this device keeps no copy of the page. Nothing is lost; it is on the server.',
  'load.again': 'Try again',
  'load.trying': 'Trying…',
  'load.gone.title': 'This page is gone',
  'load.gone': 'It was deleted, or it never was. If it is in the trash, its workspace can bring it back.',
  'load.noAccess.title': 'You cannot open this page',
  'load.noAccess': 'Ask an owner of the workspace to give you access.',
  'load.signedOut.title': 'You are signed out',
  'load.signedOut': 'Sign in again to open the page.',
  'load.reload.title': 'This page needs a newer Materi',
  'load.reload': 'It was written with a version that knows more kinds of blocks. Reload to get that version.',
  'load.server': (values: { detail: string }) => `The server says: ${values.detail}`,

  'reload.banner': 'This page has newer kinds of blocks than this tab knows. You can read; to edit, reload.',
  'reload.action': 'Reload to edit',

  'failed.notLoaded': 'Not loaded',
  'failed.gone': 'This page was deleted. What you see is the copy on this device.',
  'failed.noAccess': 'You no longer have access to this page.',
  'failed.signedOut': 'You are signed out. Sign in again to save; your changes are kept on this device.',
  'failed.tooLarge':
    'The last change is larger than 16 MB and was not taken. It is kept on this device; undo it to save the rest.',
  'failed.unknown': 'The server refuses this page at present. Your changes are kept on this device.',
  'failed.mayNotEdit': (values: { changes: number }) =>
    `You may no longer edit this page. ${changesOf(values.changes)} could not be saved; this device keeps them.`,
  'failed.notKept': (values: { changes: number }) =>
    `Offline, and this device stores nothing: ${changesOf(values.changes)} will be lost if you close this tab.`,

  'live.saved': 'Connected. Everything is saved.',
  'live.offline': 'Connection lost.',
  'live.readonly': 'This page is now read only.',

  'person.unknown': 'Somebody',

  'slash.label': 'Blocks',
  'slash.none': 'No such block',
  'group.text': 'Text',
  'group.lists': 'Lists',
  'group.insert': 'Insert',
  'group.more': 'More',
  'block.paragraph': 'Text',
  'block.paragraph.hint': 'A plain paragraph',
  'block.heading1': 'Heading 1',
  'block.heading1.hint': 'A part of the page',
  'block.heading2': 'Heading 2',
  'block.heading2.hint': 'A section',
  'block.heading3': 'Heading 3',
  'block.heading3.hint': 'A subsection',
  'block.heading4': 'Heading 4',
  'block.heading4.hint': 'The smallest heading',
  'block.bulletList': 'Bullet list',
  'block.bulletList.hint': 'Things in no order',
  'block.orderedList': 'Numbered list',
  'block.orderedList.hint': 'Steps, one after another',
  'block.taskList': 'To-do list',
  'block.taskList.hint': 'Boxes to tick',
  'block.blockquote': 'Quote',
  'block.blockquote.hint': 'Words of somebody else',
  'block.codeBlock': 'Code',
  'block.codeBlock.hint': 'With highlighting',
  'block.table': 'Table',
  'block.table.hint': 'Rows and columns',
  'block.image': 'Image',
  'block.image.hint': 'From this device',
  'block.file': 'File',
  'block.file.hint': 'Any file, up to 100 MB',
  'block.pageLink': 'Link to page',
  'block.pageLink.hint': 'Shows the page’s title',
  'block.horizontalRule': 'Divider',
  'block.horizontalRule.hint': 'A line across',
  'block.mathBlock': 'Formula',
  'block.mathBlock.hint': 'LaTeX on its own line',
  'block.inlineMath': 'Formula in text',
  'block.inlineMath.hint': 'LaTeX between words',
  'block.footnote': 'Footnote',
  'block.footnote.hint': 'A note at the end',

  'mark.bold': 'Bold',
  'mark.italic': 'Italic',
  'mark.strike': 'Strike through',
  'mark.code': 'Code',
  'mark.link': 'Link',
  'mark.underline': 'Underline',
  'marks.label': 'Text format',
  'marks.turnInto': 'Turn into',

  'link.address': 'Address',
  'link.placeholder': 'Paste an address or find a page',
  'link.apply': 'Set link',
  'link.open': 'Open link',
  'link.edit': 'Edit link',
  'link.remove': 'Remove link',
  'link.invalid': 'Type a web address, for example example.org.',

  'page.label': 'Pages',
  'page.none': 'No page with this name',
  'page.create': (values: { title: string }) => `Create “${values.title}”`,
  'page.type': 'Type the name of a page',
  'page.untitled': 'Untitled',
  'page.createFailed': 'The page could not be created. Try again.',
  'page.searching': 'Searching…',

  'handle.label': 'Drag to move; press for more',
  'handle.add': 'Add a block below',
  'handle.turnInto': 'Turn into',
  'handle.duplicate': 'Duplicate',
  'handle.copyLink': 'Copy link to block',
  'handle.moveUp': 'Move up',
  'handle.moveDown': 'Move down',
  'handle.delete': 'Delete',
  'handle.linkCopied': 'Link copied.',
  'handle.linkNotCopied': 'The link could not be copied.',

  'code.language': 'Language',
  'code.plain': 'Plain text',
  'code.copy': 'Copy code',
  'code.copied': 'Copied',

  'table.label': 'Table',
  'table.addRow': 'Add row',
  'table.addColumn': 'Add column',
  'table.rowAbove': 'Row above',
  'table.rowBelow': 'Row below',
  'table.columnLeft': 'Column left',
  'table.columnRight': 'Column right',
  'table.deleteRow': 'Delete row',
  'table.deleteColumn': 'Delete column',
  'table.header': 'Header row',
  'table.delete': 'Delete table',
  'table.menu': 'Table actions',

  'upload.sending': (values: { name: string; percent: number }) => `Uploading ${values.name}, ${values.percent} %`,
  'upload.failed': (values: { name: string }) => `${values.name} was not uploaded.`,
  'upload.again': 'Try again',
  'upload.remove': 'Remove',
  'upload.tooLarge': (values: { limit: number }) => `It is larger than ${values.limit} MB.`,
  'image.alt': 'Describe the image',
  'image.missing': 'This image cannot be shown.',
  'image.missingNamed': (values: { alt: string }) => `This image cannot be shown: ${values.alt}`,
  'image.altLabel': 'Description',
  'file.download': (values: { name: string; size: string }) => `Download ${values.name} (${values.size})`,

  'math.edit': 'Edit formula',
  'math.source': 'LaTeX',
  'math.empty': 'Empty formula',
  'math.done': 'Done',

  'html.label': 'HTML of this page',
  'html.empty': 'HTML that shows nothing',

  'footnote.goto': (values: { label: string }) => `Footnote ${values.label}`,
  'footnote.back': 'Back to the text',

  'phone.label': 'Block actions',
  'phone.add': 'Add a block',
  'phone.undo': 'Undo',
  'phone.redo': 'Redo',
  'phone.indent': 'Indent',
  'phone.outdent': 'Outdent',
  'phone.hide': 'Hide keyboard',
} as const;

type Messages = typeof en;
export type EditorMessage = keyof Messages;
type Values<Key extends EditorMessage> = Messages[Key] extends (values: infer Needed) => string ? [Needed] : [];

/** The words for a key; the values that a sentence needs are checked by type. */
export function t<Key extends EditorMessage>(key: Key, ...values: Values<Key>): string {
  const message: string | ((needed: never) => string) = en[key];
  return typeof message === 'string' ? message : message(values[0] as never);
}
