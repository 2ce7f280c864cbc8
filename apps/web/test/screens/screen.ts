import type { BrowserContext, Page, Route } from 'playwright-core';
import type { House } from './house.ts';

/** One screen in one state: how to get there, and when it is there. */
export interface Screen {
  /** In file names. */
  readonly name: string;
  /** For people, in the gallery. */
  readonly shows: string;
  /** Nobody is signed in. */
  readonly signedOut?: boolean;
  /** On a device that keeps nothing yet: elsewhere what was seen before is there at once. */
  readonly firstVisit?: boolean;
  /** The state exists in this size alone. */
  readonly only?: 'desktop' | 'phone';
  open(page: Page, house: House): Promise<void>;
}

/** A session of this browser's own: one that two of them had copies of would be ended as stolen. */
export const signIn = (context: BrowserContext, { url, people, password }: House) =>
  context.request.post(`${url}/api/v1/auth/sign-in`, { data: { email: people[0]?.email, password } });

export const body = (page: Page) => page.locator('.page-body').first();

/** Opens a page and waits until it can be written on. */
export async function openPage(page: Page, house: House, title: string, search = ''): Promise<void> {
  await page.goto(`${house.url}/d/${house.page(title)}${search}`);
  await page.locator('.page-body[contenteditable="true"]').waitFor();
}

/** Opens a new page that may be written on: what is written stays. */
export async function openRoughPage(page: Page, house: House, title = 'Ideas'): Promise<void> {
  const made = await house.people[0]?.api.workspaces.createDocument(house.roughWorkspaceId, { title });
  await page.goto(`${house.url}/d/${made?.id ?? ''}`);
  await page.locator('.page-body[contenteditable="true"]').waitFor();
}

/** Opens a place of the workspace, for example `/inbox`. */
export const openPlace = (page: Page, house: House, place: string) =>
  page.goto(`${house.url}/w/${house.workspaceId}${place}`);

/** Puts the caret where the words are. */
export async function putCaret(page: Page, words?: string): Promise<void> {
  await (words === undefined ? body(page) : body(page).getByText(words).first()).click();
  // The editor takes the focus with the next frame.
  await page.waitForFunction("document.activeElement?.closest('.page-body')");
}

/** Opens what the menu above the page offers. */
export async function fromPageMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: entry, exact: entry.endsWith('…') }).click();
}

/** An answer that does not come. */
export const never = (route: Route) => new Promise<void>(() => void route);
/** An answer that says that the server is at its end. */
export const failed = (route: Route) => route.fulfill({ status: 500, body: '{}' });
