import { isDeepStrictEqual } from 'node:util';
import { MARKDOWN_LIMIT_BYTES, type Document, type TreeNode } from '@materi/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import { newId } from '../../kernel/ids.ts';
import type { Principal } from '../identity/index.ts';
import { pageRow, requirePlace } from './branches.ts';
import type { InitialContent, PreparedContent } from './content.ts';
import { idTaken, inTrash, markdownTooLarge } from './errors.ts';
import { documentEvent, type Announcements } from './events.ts';
import { requireVersion, type Gate, type Versions } from './gate.ts';
import { lockTree, positionAt, siblings } from './ordering.ts';
import { tablesOf, type DocumentRow } from './schema.ts';
import { withTags } from './tags.ts';
import { foldTitle } from './titles.ts';
import { toTreeNode, type Views } from './views.ts';

/** What a new page starts with. */
export interface NewPage {
  /** Chosen by the caller to make the request safe to repeat. */
  readonly id?: string;
  readonly title: string;
  readonly parentId: string | null;
  readonly icon: string | null;
  readonly markdown?: string;
  readonly properties: Record<string, unknown>;
}

/** A page whose body was converted before the transaction opened. */
export interface PreparedPage {
  readonly id: string;
  readonly workspaceId: string;
  readonly parentId: string | null;
  /** As `titleText` takes it; `cleanTitle` makes it so. */
  readonly title: string;
  readonly icon?: string | null;
  readonly properties?: Record<string, unknown>;
  /** `null` leaves the page empty. */
  readonly content: PreparedContent | null;
  /** It comes from a file; its history says so. */
  readonly imported?: boolean;
}

export interface PageChanges {
  readonly title?: string;
  readonly icon?: string | null;
  readonly properties?: Record<string, unknown>;
  /** The property `tags` alone. */
  readonly tags?: readonly string[];
}

export interface Pages {
  /** Makes a page, whole or not at all. The same id again answers the page that is there (`created: false`). */
  create(principal: Principal, workspaceId: string, page: NewPage): Promise<{ document: Document; created: boolean }>;
  /**
   * Makes a page in the caller's transaction, last under its parent. The caller has checked the right
   * `document.create` and tells open clients after the commit (`treeChanged`). Repeating it changes nothing.
   */
  createPrepared(tx: Tx, actor: Principal, page: PreparedPage): Promise<{ node: TreeNode; created: boolean }>;
  find(principal: Principal, id: string): Promise<Document>;
  update(principal: Principal, id: string, changes: PageChanges, versions?: Versions): Promise<Document>;
  /** Moves the time of the last change forward after an edit of the body. */
  touch(tx: Tx, documentId: string, at: Date): Promise<void>;
}

export function createPages(needs: {
  database: Database;
  clock: Clock;
  emit: Emit;
  initialContent: InitialContent;
  gate: Gate;
  views: Views;
  announce: Announcements;
}): Pages {
  const { database, clock, emit, initialContent, gate, views, announce } = needs;

  const createPrepared: Pages['createPrepared'] = async (tx, actor, page) => {
    const tables = tablesOf(tx);
    await lockTree(tables, page.workspaceId);
    const there = await tables.selectFrom('documents').selectAll().where('id', '=', page.id).executeTakeFirst();
    if (there !== undefined) return { node: toTreeNode(ownPage(there, page.workspaceId, actor)), created: false };

    await requirePlace(tables, page.workspaceId, page.parentId, 1);
    const at = clock.now();
    const row = await tables
      .insertInto('documents')
      .values({
        id: page.id,
        workspace_id: page.workspaceId,
        parent_id: page.parentId,
        title: page.title,
        title_key: foldTitle(page.title),
        icon: page.icon ?? null,
        position: await positionAt(siblings(tables, page.workspaceId, page.parentId), {}),
        properties: JSON.stringify(page.properties ?? {}),
        version: 1,
        created_at: at,
        created_by: actor.personId,
        updated_at: at,
        trashed_at: null,
        trash_root_id: null,
      })
      // Another workspace, which this lock does not cover, may take the id at the same moment.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw idTaken();
    if (page.content !== null) await initialContent.write(tx, row.id, actor, page.content);
    await emit(
      tx,
      documentEvent('documents.created', row, actor.personId, {
        parentId: row.parent_id,
        ...(page.imported === true ? { imported: true } : {}),
      }),
    );
    return { node: toTreeNode(row), created: true };
  };

  return {
    createPrepared,

    async create(principal, workspaceId, page) {
      await gate.workspace(principal, 'document.create', workspaceId);
      const { markdown } = page;
      if (markdown !== undefined && Buffer.byteLength(markdown) > MARKDOWN_LIMIT_BYTES) throw markdownTooLarge();
      const content = markdown ? await initialContent.prepare(markdown) : null;
      const id = page.id?.toLowerCase() ?? newId();
      const { node, created } = await database.transaction((tx) =>
        createPrepared(tx, principal, {
          ...page,
          id,
          workspaceId,
          content,
          properties: { ...content?.properties, ...page.properties },
        }),
      );
      if (created) announce.changed(workspaceId, node);
      return { document: await views.page(principal, id), created };
    },

    async find(principal, id) {
      await gate.page(principal, 'document.read', id);
      return views.page(principal, id);
    },

    async update(principal, id, changes, versions) {
      await gate.page(principal, 'document.edit', id);
      let fields = Object.keys(changes).filter((field) => changes[field as keyof PageChanges] !== undefined);
      const row = await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockTree(tables, (await pageRow(tables, id)).workspace_id);
        const before = await pageRow(tables, id);
        requireVersion(before, versions);
        if (before.trash_root_id !== null) throw inTrash();
        if (fields.length === 0) return before;
        const properties = changes.tags
          ? withTags(changes.properties ?? before.properties, changes.tags)
          : changes.properties;
        // A page that is read, changed as text and sent back brings its properties along as they were.
        const isSame = properties !== undefined && isDeepStrictEqual(properties, before.properties);
        if (isSame) fields = fields.filter((field) => field !== 'properties' && field !== 'tags');
        if (fields.length === 0) return before;
        const after = await tables
          .updateTable('documents')
          .set({
            ...(changes.title === undefined ? {} : { title: changes.title, title_key: foldTitle(changes.title) }),
            ...(changes.icon === undefined ? {} : { icon: changes.icon }),
            ...(properties === undefined ? {} : { properties: JSON.stringify(properties) }),
            version: before.version + 1,
            updated_at: clock.now(),
          })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        await emit(tx, documentEvent('documents.updated', after, principal.personId, { fields }));
        return after;
      });
      if (fields.length > 0) announce.changed(row.workspace_id, toTreeNode(row));
      return views.page(principal, id);
    },

    async touch(tx, documentId, at) {
      await tablesOf(tx)
        .updateTable('documents')
        .set({ updated_at: at })
        .where('id', '=', documentId)
        .where('updated_at', '<', at)
        .execute();
    },
  };
}

// A repeated request finds its own page; anybody else's id is taken.
function ownPage(there: DocumentRow, workspaceId: string, actor: Principal): DocumentRow {
  if (there.workspace_id !== workspaceId || there.created_by !== actor.personId) throw idTaken();
  return there;
}
