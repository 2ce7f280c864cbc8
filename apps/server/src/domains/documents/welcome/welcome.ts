import { readFile } from 'node:fs/promises';
import { sql, type Kysely } from 'kysely';
import type { Document, WelcomeLanguage } from '@materi/contract';
import { pageAddress } from '@materi/editor';
import type { Database } from '../../../kernel/db/database.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Principal } from '../../identity/index.ts';
import type { InitialContent } from '../content.ts';
import type { Announcements } from '../events.ts';
import type { Gate } from '../gate.ts';
import { lockTree } from '../ordering.ts';
import type { Pages } from '../pages.ts';
import { tablesOf, type DocumentTables } from '../schema.ts';

/** The first stands at the top, the others under it. */
const PAGES = [
  { key: 'start', icon: '👋' },
  { key: 'writing', icon: '✍️' },
  { key: 'together', icon: '👥' },
  { key: 'finding', icon: '🔎' },
  { key: 'keeping', icon: '🗝️' },
] as const;

/** The property by which they are known again. */
const MARK = 'welcome';

const FOLDER = new URL('pages/', import.meta.url);

/**
 * Makes the pages that teach by doing, last in the tree, and answers the first.
 * While that one is there and not in the trash, repeating it only answers it.
 */
export type Welcome = (principal: Principal, workspaceId: string, language: WelcomeLanguage) => Promise<Document>;

export function createWelcome(needs: {
  database: Database;
  gate: Gate;
  pages: Pick<Pages, 'createPrepared' | 'find'>;
  initialContent: InitialContent;
  announce: Pick<Announcements, 'treeChanged'>;
}): Welcome {
  const { database, gate, pages, initialContent, announce } = needs;

  return async (principal, workspaceId, language) => {
    await gate.workspace(principal, 'document.create', workspaceId);
    const there = await firstPage(tablesOf(database.db), workspaceId);
    if (there !== undefined) return pages.find(principal, there);
    // The first page has the newest id: lists with the latest first show them as they stand here.
    const ids = new Map<string, string>(PAGES.toReversed().map(({ key }) => [key, newId()]));
    const first = ids.get('start')!;
    const prepared = await Promise.all(
      PAGES.map(async ({ key, icon }) => {
        const { title, body } = await readPage(language, key);
        const linked = body.replaceAll(/\{\{(\w+)\}\}/g, (_, to: string) => pageAddress(ids.get(to) ?? first));
        const id = ids.get(key)!;
        const content = await initialContent.prepare(linked);
        return {
          id,
          workspaceId,
          parentId: id === first ? null : first,
          title,
          icon,
          content,
          properties: { [MARK]: key },
        };
      }),
    );
    const made = await database.transaction(async (tx) => {
      const tables = tablesOf(tx);
      await lockTree(tables, workspaceId);
      // Somebody may have asked for the same at the same moment.
      const other = await firstPage(tables, workspaceId);
      if (other !== undefined) return other;
      for (const page of prepared) await pages.createPrepared(tx, principal, page);
      // They were made together, and not one after the other.
      const own = tables.selectFrom('documents').where('id', 'in', [...ids.values()]);
      await tables
        .updateTable('documents')
        .set(({ fn }) => ({ updated_at: own.select(fn.max('updated_at').as('latest')) }))
        .where('id', 'in', [...ids.values()])
        .execute();
      return first;
    });
    announce.treeChanged(workspaceId);
    return pages.find(principal, made);
  };
}

async function readPage(language: WelcomeLanguage, key: string): Promise<{ title: string; body: string }> {
  const text = await readFile(new URL(`${language}/${key}.md`, FOLDER), 'utf8');
  const [heading = '', ...lines] = text.split('\n');
  return { title: heading.replace(/^#\s*/, ''), body: lines.join('\n').trimStart() };
}

async function firstPage(tables: Kysely<DocumentTables>, workspaceId: string): Promise<string | undefined> {
  const row = await tables
    .selectFrom('documents')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('trash_root_id', 'is', null)
    .where(sql`properties ->> ${MARK}`, '=', 'start')
    .orderBy('id')
    .executeTakeFirst();
  return row?.id;
}
