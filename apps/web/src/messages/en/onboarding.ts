/** What helps people who are new. */
export const onboarding = {
  'welcome.open': 'Look around',
  'welcome.open_detail': 'Five short pages that show how Materi works, to try things on',
  'welcome.with_setup': 'Start with a few pages to try things on',
  'welcome.failed': 'The welcome pages could not be made. You find them again on Home.',

  'hint.label': 'Hint',
  'hint.done': 'Got it',
  'hint.none': 'No more hints',
  'hint.again': 'Show hints again',
  'hint.again_done': 'Hints are shown again.',
  'hint.palette': ({ keys }: { keys: string }) =>
    `Press ${keys} anywhere to find a page, a word inside a page, or something to do.`,
  'hint.slash': 'Press / on an empty line to see every kind of block.',
  'hint.tree': 'Drag pages in the list to order them, or drop one onto another to put it inside.',
  'hint.people': 'You are alone here. Share in a page’s top bar makes a link for a colleague.',
  'hint.keys': 'Press ? outside of a text to see every key.',
};
