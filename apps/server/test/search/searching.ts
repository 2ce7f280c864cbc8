import type { SearchAnswer } from '@materi/contract';
import type { TestServer } from '../support/server.ts';

/** Makes a page; answers its id. */
export async function makePage(
  server: TestServer,
  title: string,
  markdown = '',
  more: { parentId?: string; properties?: Record<string, unknown> } = {},
): Promise<string> {
  const { status, body } = await server.api<{ id: string }>(
    `/api/v1/workspaces/${server.owner.workspaceId}/documents`,
    {
      body: { title, markdown, ...more },
    },
  );
  if (status !== 201) throw new Error(`The page was not made: ${JSON.stringify(body)}`);
  return body.id;
}

/** Asks the route and expects an answer. */
export async function search(
  server: TestServer,
  question: Record<string, string>,
  token?: string,
): Promise<SearchAnswer> {
  const answer = await server.api<SearchAnswer>(
    `/api/v1/search?${new URLSearchParams({ workspaceId: server.owner.workspaceId, ...question }).toString()}`,
    token === undefined ? {} : { token },
  );
  if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const titles = (answer: SearchAnswer): string[] => answer.items.map(({ document }) => document.title);

/** Searches until the answer fits; fails when it never does. */
export async function searchUntil(
  server: TestServer,
  question: Record<string, string>,
  fits: (answer: SearchAnswer) => boolean,
): Promise<SearchAnswer> {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await search(server, question);
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`It never came: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
