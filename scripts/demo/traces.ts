import type { TreeNode } from '@materi/contract';
import type { DemoPerson } from './people.ts';

/** What colleagues changed after the owner's import: the page, who, what stood there, what stands there now. */
const CHANGES = [
  { title: 'City birds', by: 1, from: 'too long by six lines', to: 'still too long by two lines' },
  { title: 'City birds', by: 2, from: 'before the ambulances.', to: 'before the first ambulance.' },
  { title: 'Swift', by: 1, from: 'Sleeps, drinks and gathers feathers in the air', to: 'Sleeps and drinks in the air' },
] as const;

/** Makes what a workspace that is lived in has: followed pages, versions with names, news in the inbox. */
export async function leaveTraces(
  people: readonly DemoPerson[],
  pages: readonly TreeNode[],
  url: string,
): Promise<void> {
  const [owner] = people;
  if (owner === undefined) return;
  const idOf = (title: string) => pages.find((page) => page.title === title)?.id;
  const guides = idOf('Guides');
  if (guides !== undefined) await owner.api.documents.follow(guides, true);
  const birds = idOf('City birds');
  if (birds !== undefined) await owner.api.documents.nameNow(birds, 'Before the proofs');
  for (const { title, by, from, to } of CHANGES) {
    const id = idOf(title);
    const colleague = people[by];
    if (id === undefined || colleague === undefined) continue;
    const markdown = await colleague.api.documents.content(id, 'markdown');
    if (markdown.includes(from)) await write(url, colleague, id, markdown.replace(from, to));
  }
  const paper = idOf('Paper');
  const [, ana] = people;
  if (paper !== undefined && ana !== undefined) {
    const markdown = await ana.api.documents.content(paper, 'markdown');
    const question = `- [ ] [@${owner.name}](materi:person/${owner.id}) which paper for the cover?`;
    await write(url, ana, paper, `${markdown.trimEnd()}\n\n${question}\n`);
  }
}

async function write(url: string, person: DemoPerson, id: string, markdown: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/documents/${id}/content`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${person.key}`, 'content-type': 'text/markdown' },
    body: markdown,
  });
  if (!answer.ok) throw new Error(`The page was not changed: ${answer.status} ${await answer.text()}`);
}
