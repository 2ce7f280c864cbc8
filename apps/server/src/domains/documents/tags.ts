import { sql, type Kysely } from 'kysely';
import { tagText, type Tag, type TagChanged, type TagPagesRequest } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { Access, Principal } from '../identity/index.ts';
import { tagNotFound } from './errors.ts';
import { documentEvent, type Announcements } from './events.ts';
import type { Gate } from './gate.ts';
import { lockTree } from './ordering.ts';
import { among, tablesOf, type DocumentTables } from './schema.ts';
import { foldTitle } from './titles.ts';

/** More tags than a page of any use has. */
const TAGS_LIMIT = 100;
/** How many pages change in one transaction. */
const SLICE = 100;

/**
 * The tags of a page: the property `tags`, which Markdown carries as front matter. Others write there
 * whatever they like, so a list, one word, and words with commas are all understood.
 */
export function tagsOf(properties: Record<string, unknown>): string[] {
  const raw = properties['tags'];
  const parts = Array.isArray(raw) ? raw : typeof raw === 'string' ? raw.split(',') : [];
  const tags: string[] = [];
  for (const part of parts.slice(0, TAGS_LIMIT)) {
    if (typeof part !== 'string' && typeof part !== 'number') continue;
    const tag = tagText.safeParse(String(part));
    if (tag.success && !tags.some((each) => isSameTag(each, tag.data))) tags.push(tag.data);
  }
  return tags;
}

/** The same tag, whatever its case and accents. */
export const isSameTag = (left: string, right: string): boolean => foldTitle(left) === foldTitle(right);

/** Properties with other tags; everything else stays. */
export function withTags(properties: Record<string, unknown>, tags: readonly string[]): Record<string, unknown> {
  const { tags: _before, ...rest } = properties;
  return tags.length === 0 ? rest : { ...rest, tags: tagsOf({ tags: [...tags] }) };
}

/** The tags of a workspace. They exist as long as a page has them. */
export interface Tags {
  /** As far as the person may read the pages with them, the most used first. */
  list(principal: Principal, workspaceId: string): Promise<Tag[]>;
  /**
   * Gives a tag another name on every page; where that name is in use the two become one.
   * Answers which pages changed. Repeating it after a failure goes on.
   * @throws AppError `tag.not_found` (404)
   */
  rename(principal: Principal, workspaceId: string, name: string, to: string): Promise<TagChanged>;
  /** Takes a tag off every page. The pages stay. */
  remove(principal: Principal, workspaceId: string, name: string): Promise<TagChanged>;
  /** Puts a tag on pages of the workspace; those that are gone or elsewhere are left out. */
  put(principal: Principal, workspaceId: string, name: string, request: TagPagesRequest): Promise<TagChanged>;
}

export function createTags(needs: {
  database: Database;
  db: Kysely<DocumentTables>;
  access: Access;
  gate: Gate;
  emit: Emit;
  clock: Clock;
  announce: Announcements;
}): Tags {
  const { database, db, access, gate, emit, clock, announce } = needs;

  const tagged = (tables: Kysely<DocumentTables>, workspaceId: string) =>
    tables
      .selectFrom('documents')
      .where('workspace_id', '=', workspaceId)
      .where(sql<boolean>`properties ? 'tags'`);

  /** Pages of the workspace, in the trash too: a page that comes back must not bring along what is gone. */
  async function changePages(
    principal: Principal,
    workspaceId: string,
    ids: readonly string[],
    changed: (tags: readonly string[]) => string[],
  ): Promise<string[]> {
    const done: string[] = [];
    for (let at = 0; at < ids.length; at += SLICE) {
      await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockTree(tables, workspaceId);
        const pages = await tables
          .selectFrom('documents')
          .selectAll()
          .where(among('id', ids.slice(at, at + SLICE)))
          // Some may have moved to another workspace since they were looked up.
          .where('workspace_id', '=', workspaceId)
          .execute();
        for (const page of pages) {
          const properties = JSON.stringify(withTags(page.properties, changed(tagsOf(page.properties))));
          await tables
            .updateTable('documents')
            .set({ properties, version: page.version + 1, updated_at: clock.now() })
            .where('id', '=', page.id)
            .execute();
          await emit(tx, documentEvent('documents.updated', page, principal.personId, { fields: ['properties'] }));
          done.push(page.id);
        }
      });
    }
    if (done.length > 0) announce.treeChanged(workspaceId);
    return done;
  }

  /** Changes every page that has a tag; `to` is the tag that they get instead. */
  async function change(
    principal: Principal,
    workspaceId: string,
    name: string,
    to: string | null,
    changed: (tags: readonly string[]) => string[],
  ): Promise<TagChanged> {
    await gate.workspace(principal, 'document.edit', workspaceId);
    const rows = await tagged(db, workspaceId).select(['id', 'properties']).orderBy('id').execute();
    const pages = rows
      .map(({ id, properties }) => ({ id, tags: tagsOf(properties) }))
      .filter(({ tags }) => tags.some((tag) => isSameTag(tag, name)));
    if (pages.length === 0) throw tagNotFound(name);
    const joins = to !== null && !isSameTag(to, name);
    const hadBoth = new Set(
      pages.filter(({ tags }) => joins && tags.some((tag) => isSameTag(tag, to))).map(({ id }) => id),
    );
    const ids = pages.map(({ id }) => id);
    const documentIds = await changePages(principal, workspaceId, ids, changed);
    return { documents: documentIds.length, documentIds, merged: documentIds.filter((id) => hadBoth.has(id)) };
  }

  return {
    async list(principal, workspaceId) {
      await gate.workspace(principal, 'document.read', workspaceId);
      const rows = await tagged(db, workspaceId)
        .select(['properties'])
        .where('trash_root_id', 'is', null)
        .where(access.readableBy(principal, { workspaceId: 'documents.workspace_id', documentId: 'documents.id' }))
        .execute();
      const tags = new Map<string, { names: Map<string, number>; documents: number }>();
      for (const { properties } of rows) {
        for (const tag of tagsOf(properties)) {
          const key = foldTitle(tag);
          const found = tags.get(key) ?? { names: new Map<string, number>(), documents: 0 };
          found.documents += 1;
          found.names.set(tag, (found.names.get(tag) ?? 0) + 1);
          tags.set(key, found);
        }
      }
      return [...tags.values()]
        .map(({ names, documents }) => ({
          // The spelling that most pages use.
          name: [...names].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0],
          documents,
        }))
        .toSorted((a, b) => b.documents - a.documents || (foldTitle(a.name) < foldTitle(b.name) ? -1 : 1));
    },

    rename: (principal, workspaceId, name, to) =>
      change(principal, workspaceId, name, to, (tags) => tags.map((tag) => (isSameTag(tag, name) ? to : tag))),

    remove: (principal, workspaceId, name) =>
      change(principal, workspaceId, name, null, (tags) => tags.filter((tag) => !isSameTag(tag, name))),

    async put(principal, workspaceId, name, { documentIds, instead }) {
      await gate.workspace(principal, 'document.edit', workspaceId);
      const replaced = (tag: string) => instead !== undefined && isSameTag(tag, instead);
      const ids = await changePages(principal, workspaceId, [...new Set(documentIds)].toSorted(), (tags) =>
        tags.some(replaced) ? tags.map((tag) => (replaced(tag) ? name : tag)) : [...tags, name],
      );
      return { documents: ids.length, documentIds: ids, merged: [] };
    },
  };
}
