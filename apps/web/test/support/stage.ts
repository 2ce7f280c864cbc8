import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { startTestServer, type TestPerson, type TestServer } from '../../../server/test/support/server.ts';
import { buildWebApp, launchBrowser, visit, type Visitor } from './editing.ts';

interface Person {
  email: string;
  password: string;
}

export interface Stage {
  readonly server: TestServer;
  /** Somebody else who may edit. */
  readonly guest: TestPerson;
  newPage(markdown?: string, title?: string): Promise<string>;
  visitor(who?: Person, options?: { phone?: boolean; dark?: boolean }): Promise<Visitor>;
  /** The page, open, for the owner unless told otherwise. */
  open(documentId: string, who?: Person, options?: { phone?: boolean; dark?: boolean }): Promise<Page>;
}

/** One server and one browser for a file of stories about writing. No story may leave a fault behind in a page. */
export function useStage(): () => Stage {
  let stage: Stage | null = null;
  let app: Awaited<ReturnType<typeof buildWebApp>> | undefined;
  let browser: Browser | undefined;
  let server: TestServer | undefined;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    app = await buildWebApp();
    const started = await startTestServer({ webApp: app.folder });
    server = started;
    const guest = await started.invite('editor');
    const launched = await launchBrowser();
    browser = launched;
    const visitor: Stage['visitor'] = async (who = started.owner, options = {}) => {
      const made = await visit({
        browser: launched,
        url: started.url,
        email: who.email,
        password: who.password,
        ...options,
      });
      visitors.push(made);
      return made;
    };
    stage = {
      server: started,
      guest,
      visitor,
      open: async (documentId, who, options) => (await visitor(who, options)).open(documentId),
      async newPage(markdown, title = 'A page') {
        const path = `/api/v1/workspaces/${started.owner.workspaceId}/documents`;
        const answer = await started.api<{ id: string }>(path, {
          body: { title, ...(markdown === undefined ? {} : { markdown }) },
        });
        return answer.body.id;
      },
    };
  });
  afterEach(async () => {
    const faults = visitors.flatMap((visitor) => visitor.faults);
    for (const { context } of visitors.splice(0)) await context.close();
    expect(faults).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await app?.remove();
  });
  return () => {
    if (stage === null) throw new Error('The stage is not built yet.');
    return stage;
  };
}

/** The screen catches up within seconds on a busy machine. */
export const eventually: typeof expect.poll = (read) => expect.poll(read, { timeout: 15_000 });

interface EditorElement extends HTMLElement {
  editor: { state: { doc: { toString(): string }; selection: { toJSON(): { type: string } } } };
}

/** The blocks of the page as the editor has them, for example `doc(paragraph("Words"))`. */
export const blocksOf = (page: Page): Promise<string> =>
  page.locator('.page-body').evaluate((body) => (body as EditorElement).editor.state.doc.toString());

/** What kind of thing is selected: `text`, `blocks`, `cell`. */
export const selectionOf = (page: Page): Promise<string> =>
  page.locator('.page-body').evaluate((body) => (body as EditorElement).editor.state.selection.toJSON().type);

/** The words of the blocks that are selected as blocks. */
export const selectedBlocks = (page: Page): Promise<string[]> =>
  page.locator('.page-body .is-block-selected').allInnerTexts();
