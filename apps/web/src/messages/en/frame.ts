/** The frame around the pages. */
export const frame = {
  'frame.sidebar': 'Sidebar',
  'frame.skip': 'Skip to the page',
  'frame.hide_sidebar': 'Hide sidebar',
  'frame.show_sidebar': 'Show sidebar',
  'frame.resize': 'Width of the sidebar',
  'frame.places': 'Places',
  'frame.more_places': 'More places',
  'frame.offline': 'No connection to the server. What you write is kept on this device and sent later.',
  'panel.outline': 'Outline',
  'panel.close': 'Close panel',
  'frame.updated': 'Materi was updated',

  'switcher.open': 'Search',
  'switcher.nothing': 'Nothing has this name.',

  'keys.title': 'Keyboard shortcuts',

  'connection.title': 'Connection',
  'connection.diagnosis': 'Diagnosis',
  'connection.slower': 'Slower connection',
  'connection.slower_detail':
    'WebSockets do not get through, so changes go by plain requests. Everything is saved as ever.',

  'identity.sign_out': 'Sign out',
  'identity.sign_out_sure': 'Sign out nevertheless?',
  'identity.sign_out_unsent': ({ changes }: { changes: number }) =>
    `${changes === 1 ? '1 change is' : `${changes} changes are`} on this device only and will be lost.`,
  'workspace.new': 'New workspace',
  'workspace.create': 'Create workspace',
  'workspace.none': 'No workspace',
  'workspace.menu': 'Workspace:',
  'workspace.missing': 'This workspace is not open to you',
  'workspace.missing_detail': 'It may have been removed, or you are no longer a member.',
  'workspace.first': 'You belong to no workspace yet',
  'workspace.first_detail': 'Create one of your own, or ask somebody for an invitation link.',
  'share.open': 'Share',
  'settings.title': 'Settings',
  'settings.yours': 'Your settings',
  'settings.members': 'Members',
  'settings.imports': 'Imports',
  'members.invite': 'Invite people',

  'settings.this_device_only': 'The server cannot be reached: this holds on this device only.',

  'import.open': 'Import',
  'import.title': 'Import pages',
  'import.drop_here': 'Drop to import as pages',

  'panel.history': 'History',
  'panel.activity': 'Activity',
  'inbox.title': 'Inbox',
  'inbox.unread': ({ count }: { count: number }) => `${count} unread`,

  'settings.tags': 'Tags',

  'export.workspace_title': 'Export workspace',
  'export.workspace_lead': 'All pages with their files, in one .zip.',
  'export.workspace_open': 'Export workspace',
};
