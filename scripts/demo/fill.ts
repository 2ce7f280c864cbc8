import { openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TreeNode } from '@materi/contract';
import type { DemoPerson } from './people.ts';
import { leaveTraces } from './traces.ts';

const CONTENT = join(import.meta.dirname, 'content');
/** The order of the pages at the top, and what the owner has marked. */
const TOP = ['Start here', 'Guides', 'Meetings', 'Research', 'Workshop', 'Handbook'];
const DAY_MS = 24 * 60 * 60_000;
const FAVOURITES = ['City birds', 'How we write'];

/** Imports the pages of the press as its owner would, gives them their icons, and leaves traces of use. */
export async function fill(people: readonly DemoPerson[], url: string): Promise<void> {
  const [owner] = people;
  if (owner === undefined) throw new Error('The demo has no people.');
  const workspaceId = await workspaceOf(owner);
  const form = new FormData();
  for (const entry of readdirSync(CONTENT, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = path.endsWith('.md') ? new Blob([withPeopleAndDays(path, people)]) : await openAsBlob(path);
    form.append('files', content, relative(CONTENT, path));
  }
  const answer = await fetch(`${url}/api/v1/workspaces/${workspaceId}/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.key}` },
    body: form,
  });
  if (!answer.ok) throw new Error(`The pages were not taken: ${answer.status} ${await answer.text()}`);
  const { id } = (await answer.json()) as { id: string };
  for (;;) {
    const job = await owner.api.jobs.get(id);
    if (job.status === 'done') break;
    if (job.status === 'failed' || job.status === 'cancelled') throw new Error(job.error?.detail ?? job.status);
    await pause(100);
  }

  const pages = await pagesOf(owner);
  for (const page of pages) {
    const { properties } = await owner.api.documents.get(page.id);
    const { icon, ...rest } = properties;
    if (typeof icon === 'string') await owner.api.documents.update(page.id, { icon, properties: rest });
  }
  for (const title of TOP) {
    const page = pages.find((one) => one.title === title);
    if (page !== undefined) await owner.api.documents.move(page.id, { parentId: null });
  }
  for (const page of pages.filter((one) => FAVOURITES.includes(one.title))) {
    await owner.api.documents.addFavourite(page.id);
  }
  await leaveTraces(people, pages, url);
  for (const title of ['Paper', 'Song and noise', 'Swift', 'City birds', 'Start here']) {
    const page = pages.find((one) => one.title === title);
    if (page !== undefined) await owner.api.documents.visit(page.id);
  }
}

/** A file of the demo: people stand in it by first name, days by their distance from today. */
function withPeopleAndDays(path: string, people: readonly DemoPerson[]): string {
  const day = (distance: string) => new Date(Date.now() + Number(distance) * DAY_MS).toISOString().slice(0, 10);
  return readFileSync(path, 'utf8')
    .replace(/materi:person\/(\w+)/g, (all, first: string) => {
      const person = people.find((one) => one.name.toLowerCase().startsWith(`${first} `));
      return person === undefined ? all : `materi:person/${person.id}`;
    })
    .replace(
      /<time datetime="([+-]\d+)"><\/time>/g,
      (_all, distance: string) => `<time datetime="${day(distance)}">${day(distance)}</time>`,
    );
}

export async function workspaceOf(person: DemoPerson): Promise<string> {
  const workspace = (await person.api.workspaces.list()).items[0];
  if (workspace === undefined) throw new Error('The demo has no workspace. Remove its data and start again.');
  return workspace.id;
}

export async function pagesOf(person: DemoPerson): Promise<TreeNode[]> {
  return (await person.api.workspaces.tree(await workspaceOf(person))).items;
}
