import { sql, type Kysely } from 'kysely';
import type { Document, MoveEffects, PersonSummary } from '@materi/contract';
import type { Blobs } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { Access, Principal } from '../identity/index.ts';
import { branchOf, heightOf, pageRow, requirePlace } from './branches.ts';
import { changedMeanwhile, inTrash } from './errors.ts';
import { documentEvent, type Announcements } from './events.ts';
import { requireVersion, type Gate, type Versions } from './gate.ts';
import type { Destination } from './moving.ts';
import { favouritesRow, lockFavourites, lockTree, positionAt, siblings } from './ordering.ts';
import { among, tablesOf, type BlobRow, type DocumentTables } from './schema.ts';
import type { CopyBlob } from './uploads.ts';
import type { Views } from './views.ts';

/** Moves pages from one workspace to another. */
export interface Transfer {
  /**
   * Moves a page with all below it, their bodies, versions, files and links. Files are
   * copied first; then everything changes in one transaction, so that a process that
   * dies on the way leaves the pages where they were.
   * @throws AppError as `Move`
   */
  move(
    principal: Principal,
    id: string,
    destination: Destination & { workspaceId: string },
    versions?: Versions,
  ): Promise<Document>;
  /** Who could read the page and will not after the move, and how many pages go along. */
  effects(principal: Principal, id: string, workspaceId: string): Promise<MoveEffects>;
}

interface TransferNeeds {
  readonly database: Database;
  readonly access: Access;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly gate: Gate;
  readonly views: Views;
  readonly announce: Announcements;
  readonly blobs: Blobs;
  readonly copyBlob: CopyBlob;
  /** Everyone who is a member, for who may ask. */
  readonly membersOf: (principal: Principal, workspaceId: string) => Promise<PersonSummary[]>;
  /** Tells open sockets to ask for their rights anew. */
  readonly rightsChanged: (documentId: string) => void;
}

/** People may put files into pages while those of the first look are copied. */
const ROUNDS = 5;

const asPerson = (personId: string): Principal => ({ personId, name: '', sessionId: null, keyId: null, scopes: ['*'] });

export function createTransfer(needs: TransferNeeds): Transfer {
  const { database, access, clock, emit, gate, views, announce, membersOf } = needs;
  const db = tablesOf(database.db);

  const allowed = async (principal: Principal, id: string, workspaceId: string) => {
    const page = await gate.page(principal, 'document.edit', id);
    // It leaves: for those who stay it is as if it were deleted.
    await gate.page(principal, 'document.destroy', id);
    await gate.workspace(principal, 'document.create', workspaceId);
    return page;
  };

  /** The files of the workspace that these pages hold. What a page only names, without its workspace holding it, stays where it is. */
  const filesOf = (
    tables: Kysely<DocumentTables>,
    documentIds: readonly string[],
    workspaceId: string,
  ): Promise<BlobRow[]> =>
    tables
      .selectFrom('blobs')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', (eb) =>
        eb.selectFrom('document_blobs').select('blob_id').where(among('document_id', documentIds)),
      )
      .execute();

  /** Of the people who marked or visited these pages, those who will still see them. */
  async function readersAfter(documentIds: readonly string[], workspaceId: string): Promise<string[]> {
    const { rows } = await sql<{ person_id: string }>`
      select person_id from document_favourites where document_id = any(${[...documentIds]}::uuid[])
      union select person_id from document_visits where document_id = any(${[...documentIds]}::uuid[])`.execute(db);
    const readers: string[] = [];
    for (const { person_id: personId } of rows) {
      if (await access.can(asPerson(personId), 'document.read', { type: 'workspace', id: workspaceId }))
        readers.push(personId);
    }
    return readers;
  }

  return {
    async effects(principal, id, workspaceId) {
      const page = await allowed(principal, id, workspaceId);
      const there = new Set((await membersOf(principal, workspaceId)).map((person) => person.id));
      const losing = (await membersOf(principal, page.workspace_id)).filter((person) => !there.has(person.id));
      return { documents: (await branchOf(db, page.id)).length, losing };
    },

    async move(principal, id, destination, versions) {
      const target = destination.workspaceId.toLowerCase();
      const found = await allowed(principal, id, target);
      if (found.trash_root_id !== null) throw inTrash();
      const source = found.workspace_id;
      const parentId = destination.parentId?.toLowerCase() ?? null;
      const copies = new Map<string, string>();

      for (let round = 0; round < ROUNDS; round += 1) {
        const seen = (await branchOf(db, found.id)).map((page) => page.id);
        for (const file of await filesOf(db, seen, source)) {
          if (!copies.has(file.id)) copies.set(file.id, await needs.copyBlob(principal, file, target));
        }
        const readers = await readersAfter(seen, target);

        const moved = await database.transaction(async (tx) => {
          const tables = tablesOf(tx);
          // In one order, so that two moves across do not wait for each other.
          for (const workspaceId of [source, target].toSorted()) await lockTree(tables, workspaceId);
          const head = await pageRow(tables, found.id);
          if (head.workspace_id !== source) throw changedMeanwhile();
          requireVersion(head, versions);
          if (head.trash_root_id !== null) throw inTrash();
          const branch = await branchOf(tables, head.id);
          const ids = branch.map((page) => page.id);
          const files = await filesOf(tables, ids, source);
          if (files.some((file) => !copies.has(file.id))) return null;
          await requirePlace(tables, target, parentId, heightOf(branch));

          // What lies in the trash below stays in the trash of the workspace that it was deleted in.
          await tables
            .updateTable('documents')
            .set({ parent_id: null })
            .where(among('parent_id', ids))
            .where((eb) => eb.not(among('id', ids)))
            .execute();
          const place = {
            afterId: destination.afterId?.toLowerCase() ?? null,
            beforeId: destination.beforeId?.toLowerCase() ?? null,
          };
          const position = await positionAt(siblings(tables, target, parentId), place);
          await tables
            .updateTable('documents')
            .set({ workspace_id: target, version: sql`version + 1` })
            .where(among('id', ids))
            .where('id', '!=', head.id)
            .execute();
          await tables
            .updateTable('documents')
            .set({
              workspace_id: target,
              parent_id: parentId,
              position,
              version: head.version + 1,
              updated_at: clock.now(),
            })
            .where('id', '=', head.id)
            .execute();
          await moveMarks(tables, ids, target, readers);
          await moveFiles(tables, ids, target, files, copies, clock.now());
          await emit(
            tx,
            documentEvent('documents.transferred', { id: head.id, workspace_id: target }, principal.personId, {
              fromWorkspaceId: source,
              toWorkspaceId: target,
              documentIds: ids,
              from: head.parent_id,
              to: parentId,
            }),
          );
          return ids;
        });
        if (moved === null) continue;
        for (const documentId of moved) needs.rightsChanged(documentId);
        announce.removed(source, found.id);
        announce.treeChanged(target);
        return views.page(principal, found.id);
      }
      throw changedMeanwhile();
    },
  };
}

/** Favourites and visits go along for those who will still see the pages, and are forgotten for the others. */
async function moveMarks(
  tables: Kysely<DocumentTables>,
  documentIds: readonly string[],
  workspaceId: string,
  readers: readonly string[],
): Promise<void> {
  for (const table of ['document_favourites', 'document_visits'] as const) {
    await tables
      .deleteFrom(table)
      .where(among('document_id', documentIds))
      .where((eb) => eb.not(among('person_id', readers)))
      .execute();
  }
  await tables
    .updateTable('document_visits')
    .set({ workspace_id: workspaceId })
    .where(among('document_id', documentIds))
    .execute();
  const favourites = await tables
    .selectFrom('document_favourites')
    .selectAll()
    .where(among('document_id', documentIds))
    .orderBy('person_id')
    .orderBy('position')
    .execute();
  for (const { person_id: personId, document_id: documentId } of favourites) {
    await lockFavourites(tables, personId);
    const position = await positionAt(favouritesRow(tables, workspaceId, personId, documentId), {});
    await tables
      .updateTable('document_favourites')
      .set({ workspace_id: workspaceId, position })
      .where('person_id', '=', personId)
      .where('document_id', '=', documentId)
      .execute();
  }
}

/** The pages hold the copies from now on; the addresses in their bodies lead to these (`blob_copies`). */
async function moveFiles(
  tables: Kysely<DocumentTables>,
  documentIds: readonly string[],
  workspaceId: string,
  files: readonly BlobRow[],
  copies: ReadonlyMap<string, string>,
  at: Date,
): Promise<void> {
  for (const { id } of files) {
    const copyId = copies.get(id) as string;
    // Also under the names that it had in workspaces before.
    await sql`insert into blob_copies (blob_id, workspace_id, copy_id)
      select named.blob_id, ${workspaceId}::uuid, ${copyId}::uuid from (
        select ${id}::uuid as blob_id union select blob_id from blob_copies where copy_id = ${id}::uuid
      ) named
      where named.blob_id <> ${copyId}::uuid
      on conflict (blob_id, workspace_id) do update set copy_id = excluded.copy_id`.execute(tables);
    await sql`insert into document_blobs (document_id, blob_id)
      select document_id, ${copyId}::uuid from document_blobs
      where blob_id = ${id}::uuid and document_id = any(${[...documentIds]}::uuid[])
      on conflict do nothing`.execute(tables);
  }
  const ids = files.map(({ id }) => id);
  await tables
    .deleteFrom('document_blobs')
    .where(among('document_id', documentIds))
    .where(among('blob_id', ids))
    .execute();
  await tables.updateTable('blobs').set({ idle_since: at }).where(among('id', ids)).execute();
}
