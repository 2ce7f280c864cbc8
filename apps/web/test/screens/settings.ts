import { failed, openPlace, type Screen } from './screen.ts';

const SECTIONS = [
  'profile',
  'appearance',
  'keyboard',
  'password',
  'sessions',
  'keys',
  'workspace',
  'members',
  'accounts',
  'backups',
] as const;

/** Every section of the settings, and what they ask before something is gone. */
export const SETTINGS: readonly Screen[] = [
  ...SECTIONS.map((section): Screen => ({
    name: `settings-${section}`,
    shows: `Settings: ${section}`,
    async open(page, house) {
      await openPlace(page, house, `/settings/${section}`);
      await page.getByRole('main').getByRole('heading').first().waitFor();
      await page.waitForFunction("document.querySelector('main .breathing') === null");
      // The folder of the house that was set up for these pictures is another one each time.
      await page.evaluate(`for (const lead of document.querySelectorAll('main section p')) {
        if (lead.textContent.includes('/demo/backups')) lead.textContent = lead.textContent.replace(/\\S*\\/demo\\//, '/srv/materi/');
      }`);
    },
  })),
  {
    name: 'settings-reset-link',
    shows: 'Settings: a link for the new password of a colleague',
    async open(page, house) {
      await openPlace(page, house, '/settings/accounts');
      await page.getByRole('button', { name: 'More for Ana Okonkwo' }).click();
      await page.getByRole('menuitem', { name: 'Make a link for a new password' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-archive',
    shows: 'Settings: before a workspace is put away',
    async open(page, house) {
      await openPlace(page, house, '/settings/workspace');
      await page.getByRole('button', { name: 'Archive workspace' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-failed',
    shows: 'Settings, not loaded',
    firstVisit: true,
    async open(page, house) {
      await page.route(/\/api\/.*\/members/, failed);
      await openPlace(page, house, '/settings/members');
      await page.getByText('This list could not be loaded.').waitFor();
    },
  },
];
