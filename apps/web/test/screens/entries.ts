import type { Screen } from './screen.ts';

/** What people see before they are signed in, and at an address that leads nowhere. */
export const ENTRIES: readonly Screen[] = [
  {
    name: 'setup',
    shows: 'Set-up of a new server',
    signedOut: true,
    async open(page, house) {
      await page.goto(house.setupAddress);
      await page.getByRole('button', { name: 'Create workspace' }).waitFor();
    },
  },
  {
    name: 'sign-in',
    shows: 'Sign in',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/sign-in`);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    },
  },
  {
    name: 'sign-in-refused',
    shows: 'Sign in, refused',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/sign-in`);
      await page.getByLabel('E-mail').fill('mira@fieldnotes.example');
      await page.getByLabel('Password').fill('not this one');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'forgotten',
    shows: 'A forgotten password',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/sign-in`);
      await page.getByRole('button', { name: 'Forgot your password?' }).click();
      await page.getByText('This Materi sends no mail').waitFor();
    },
  },
  {
    name: 'reset',
    shows: 'A new password by a link',
    signedOut: true,
    async open(page, house) {
      await page.goto(house.resetAddress);
      await page.getByRole('button', { name: 'Set password' }).waitFor();
    },
  },
  {
    name: 'reset-gone',
    shows: 'A link for a password that holds no more',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/reset/gone`);
      await page.getByText('This link no longer works').waitFor();
    },
  },
  {
    name: 'invitation',
    shows: 'An invitation',
    signedOut: true,
    async open(page, house) {
      await page.goto(house.invitationAddress);
      await page.getByLabel('Name', { exact: true }).waitFor();
    },
  },
  {
    name: 'invitation-gone',
    shows: 'An invitation that holds no more',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/invitations/gone`);
      await page.getByRole('heading').first().waitFor();
    },
  },
  {
    name: 'diagnosis',
    shows: 'The connection, with nothing in the way',
    signedOut: true,
    async open(page, house) {
      await page.goto(`${house.url}/diagnosis`);
      await page.locator('[data-verdict="well"]').waitFor();
    },
  },
  {
    name: 'diagnosis-slower',
    shows: 'The connection, behind a proxy that cuts WebSockets',
    signedOut: true,
    async open(page, house) {
      await page.routeWebSocket(/\/collab\//, (socket) => void socket.close({ code: 3_000 }));
      await page.goto(`${house.url}/diagnosis`);
      await page.locator('[data-verdict="slower"]').waitFor();
    },
  },
  {
    name: 'address-missing',
    shows: 'An address that leads nowhere',
    async open(page, house) {
      await page.goto(`${house.url}/nowhere`);
      await page.getByRole('heading').first().waitFor();
    },
  },
];
