import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient } from '@materi/client';
import { fill, pagesOf, workspaceOf } from '../../../../scripts/demo/fill.ts';
import { meetPeople, PASSWORD, type DemoPerson } from '../../../../scripts/demo/people.ts';
import { startServer } from '../../../../scripts/demo/server.ts';
import { addExtremes, gather } from './extremes.ts';

/** A running product with the demo in it, for looking at every screen. */
export interface House {
  readonly url: string;
  readonly people: readonly DemoPerson[];
  readonly workspaceId: string;
  /** A workspace with nothing in it. */
  readonly emptyWorkspaceId: string;
  /** A workspace for screens that leave something behind. */
  readonly roughWorkspaceId: string;
  /** The id of a page of the demo. */
  page(title: string): string;
  /** A second server that nobody owns yet: the address of its set-up page. */
  readonly setupAddress: string;
  readonly invitationAddress: string;
  /** Where a colleague chooses a new password. */
  readonly resetAddress: string;
  /** Brings forty people to a page; they stay until the house is closed. */
  gather(title: string): Promise<void>;
  readonly password: string;
  stop(): Promise<void>;
}

/** Starts the product as people do, on free ports and data of its own, and fills it. */
export async function openHouse(root: string): Promise<House> {
  const data = await mkdtemp(join(tmpdir(), 'materi-house-'));
  const [server, fresh] = await Promise.all([
    startServer(root, join(data, 'demo'), 0),
    startServer(root, join(data, 'fresh'), 0),
  ]);
  const people = await meetPeople(server.url, server.setupToken);
  const owner = people[0];
  if (owner === undefined) throw new Error('The demo has no people.');
  await fill(people, server.url);
  await addExtremes(people);
  const pages = await pagesOf(owner);
  const workspaceId = await workspaceOf(owner);
  // Keys of programs may not do this: only somebody who signed in.
  const { accessToken } = await owner.api.auth.signIn({ email: owner.email, password: PASSWORD });
  const signedIn = createApiClient({ baseUrl: server.url, key: accessToken });
  const reset = await signedIn.accounts.makeResetLink(people[2]?.id ?? '');
  const crowd = new AbortController();
  let gathered: Promise<void> | null = null;
  const idOf = (title: string): string => {
    const found = pages.find((one) => one.title === title);
    if (found === undefined) throw new Error(`The demo has no page “${title}”.`);
    return found.id;
  };
  const invitation = await owner.api.workspaces.invite(workspaceId, { role: 'editor' });
  return {
    url: server.url,
    people,
    workspaceId,
    emptyWorkspaceId: (await owner.api.workspaces.create('Nothing yet')).id,
    roughWorkspaceId: (await owner.api.workspaces.create('Rough paper')).id,
    page: idOf,
    gather(title) {
      gathered ??= gather(owner, server.url, idOf(title), crowd.signal);
      return gathered;
    },
    resetAddress: server.url + new URL(reset.url, server.url).pathname,
    setupAddress: `${fresh.url}/setup?token=${fresh.setupToken ?? ''}`,
    invitationAddress: `${server.url}/invitations/${invitation.token}`,
    password: PASSWORD,
    async stop() {
      crowd.abort();
      await Promise.all([server.stop(), fresh.stop()]);
      await rm(data, { recursive: true, force: true });
    },
  };
}
