import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRelayConnection } from '@materi/client/relay';
import { SCHEMA_VERSION } from '@materi/editor';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { workspaceOf } from '../../../../scripts/demo/fill.ts';
import type { DemoPerson } from '../../../../scripts/demo/people.ts';
import { everyBlock } from './every-block.ts';

/** The longest title that a page takes at ease, for the screens that must hold it. */
export const LONG_TITLE =
  'Everything that we learned about printing on uncoated paper in the winter of 2025, with the letters from Brno, the samples that came back, and what we would do otherwise if we had to begin all over again';

const PICTURE = join(import.meta.dirname, '../../../../scripts/demo/content/Guides/City birds/wings.png');

/** Adds the pages that a screen must hold as well: nothing, far too long, every kind of block, 5,000 blocks. */
export async function addExtremes(people: readonly DemoPerson[]): Promise<void> {
  const [owner, colleague] = people;
  if (owner === undefined || colleague === undefined) throw new Error('The demo has too few people.');
  const workspaceId = await workspaceOf(owner);
  const { documents, workspaces } = owner.api;
  const long = await workspaces.createDocument(workspaceId, { title: LONG_TITLE, icon: '📜', markdown: LONG_TITLE });
  await documents.addFavourite(long.id);
  await workspaces.createDocument(workspaceId, { title: 'Nothing written' });

  const form = new FormData();
  form.append('file', new Blob([readFileSync(PICTURE)], { type: 'image/png' }), 'wings.png');
  const picture = await workspaces.upload(workspaceId, form);
  await workspaces.createDocument(workspaceId, {
    title: 'Every block',
    icon: '🧱',
    markdown: everyBlock(picture.url, colleague),
  });
  await workspaces.createDocument(workspaceId, { title: 'Five thousand blocks', markdown: fiveThousandBlocks() });
  for (const title of ['Mosses, an outline', 'Letters to the old printer', 'Untidy ideas, spring']) {
    const gone = await workspaces.createDocument(workspaceId, { title, markdown: 'Not this year.' });
    await documents.trash(gone.id);
  }
}

function fiveThousandBlocks(): string {
  const days = Array.from({ length: 500 }, (_, day) => {
    const walks = Array.from({ length: 9 }, (_none, hour) => `Walk ${hour + 1}: ${day * 9 + hour} birds, light wind.`);
    return [`## Day ${day + 1}`, ...walks].join('\n\n');
  });
  return days.join('\n\n');
}

/** Forty people who have a page open, until the signal ends it. */
export async function gather(owner: DemoPerson, url: string, documentId: string, signal: AbortSignal): Promise<void> {
  const first = ['Ines', 'Tomáš', 'Aiko', 'Bram', 'Chidi', 'Dana', 'Emre', 'Farah'];
  const last = ['Novák', 'Sørensen', 'Adeyemi', 'van den Berg', 'Yılmaz'];
  const names = last.flatMap((family) => first.map((given) => `${given} ${family}`));
  await Promise.all(
    names.map(async (name, place) => {
      const doc = new Y.Doc();
      const awareness = new Awareness(doc);
      awareness.setLocalStateField('user', { id: `guest-${place}`, name, color: '#1766a6' });
      const connection = createRelayConnection({
        url: `${url.replace(/^http/, 'ws')}/collab`,
        documentId,
        doc,
        awareness,
        token: () => Promise.resolve(owner.key),
        schemaVersion: SCHEMA_VERSION,
      });
      signal.addEventListener('abort', () => {
        awareness.destroy();
        connection.close();
      });
      await new Promise<void>((resolve) => {
        const look = () => {
          if (connection.state.loaded) resolve();
        };
        connection.subscribe(look);
        look();
      });
    }),
  );
}
