/** What every screen says. */
export const general = {
  'app.name': 'Materi',

  'action.cancel': 'Cancel',
  'action.close': 'Close',
  'action.copy': 'Copy',
  'action.dismiss': 'Dismiss',
  'action.go_home': 'Go to Home',
  'action.reload': 'Reload',
  'action.try_again': 'Try again',
  'action.undo': 'Undo',

  'toast.region': 'Messages',

  'time.now': 'just now',

  'error.unexpected': 'Something went wrong here. Try again; if it stays, reload the page.',
  'error.unreachable': 'The server cannot be reached',
  'error.load_failed': 'This could not be loaded',
  'error.no_such_address': 'There is nothing at this address',
  'error.no_such_address_detail': 'The link may be incomplete. From Home you find all your pages.',
  'error.copy': ({ text }: { text: string }) => `The browser did not allow copying. Copy it from here: ${text}`,

  'list.failed': 'This list could not be loaded.',

  'members.show_more': ({ count }: { count: number }) => `Show ${count} more`,
};
