import type { Page } from 'playwright-core';
import type { TestServer } from '../../../server/test/support/server.ts';
import { eventually } from './stage.ts';

/** The tree as it is drawn: each row's title, indented by its level. */
export function drawnTree(page: Page): Promise<string[]> {
  return page.locator('[role=treeitem]').evaluateAll((rows) =>
    rows
      .map((row) => ({
        top: row.getBoundingClientRect().top,
        text: `${'  '.repeat(Number(row.getAttribute('aria-level')) - 1)}${row.getAttribute('aria-label')}`,
      }))
      .toSorted((a, b) => a.top - b.top)
      .map((row) => row.text),
  );
}

export const row = (page: Page, title: string) => page.getByRole('treeitem', { name: title, exact: true });

/** Names the new page that is being opened: its empty title stands where that of the page before stood. */
export async function nameNewPage(page: Page, title: string): Promise<void> {
  const field = page.getByLabel('Page title');
  await eventually(() => field.inputValue()).toBe('');
  await field.fill(title);
}

/** Makes a page through the API, as the owner unless told otherwise. */
export async function givenPage(server: TestServer, title: string, parentId: string | null = null): Promise<string> {
  const answer = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    body: { title, parentId },
  });
  return answer.body.id;
}
