import { sql } from 'kysely';
import type { Follow } from '@materi/contract';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database, Tx } from '../../../kernel/db/database.ts';
import type { Principal } from '../../identity/index.ts';
import { inTrash } from '../errors.ts';
import type { Gate } from '../gate.ts';
import { tablesOf } from '../schema.ts';

/** Who wants to hear of changes to which page. Nobody follows anything without having chosen it. */
export interface Follows {
  get(principal: Principal, documentId: string): Promise<Follow>;
  /** Repeating it only changes whether the pages below are meant too. */
  put(principal: Principal, documentId: string, subpages: boolean): Promise<Follow>;
  remove(principal: Principal, documentId: string): Promise<void>;
  /** Everyone who follows the page itself, or a page above it with all below; and since when. */
  followersOf(tx: Tx, documentId: string): Promise<Map<string, Date>>;
}

export function createFollows(needs: { database: Database; gate: Gate; clock: Clock }): Follows {
  const { database, gate, clock } = needs;
  const db = tablesOf(database.db);

  async function view(principal: Principal, documentId: string): Promise<Follow> {
    const { rows } = await sql<{ id: string; title: string; subpages: boolean; own: boolean }>`
      with recursive line as (
        select id, parent_id, title, 0 as above from documents where id = ${documentId}
        union all
        select parent.id, parent.parent_id, parent.title, line.above + 1
        from documents parent join line on parent.id = line.parent_id
      )
      select line.id, line.title, subpages, line.above = 0 as own
      from line join document_follows follow on follow.document_id = line.id
      where follow.person_id = ${principal.personId} and (line.above = 0 or follow.subpages)
      order by line.above`.execute(db);
    const own = rows.find((row) => row.own);
    const above = rows.find((row) => !row.own);
    return {
      following: own !== undefined,
      subpages: own?.subpages ?? false,
      through: above === undefined ? null : { id: above.id, title: above.title },
    };
  }

  return {
    async get(principal, documentId) {
      await gate.page(principal, 'document.read', documentId);
      return view(principal, documentId);
    },

    async put(principal, documentId, subpages) {
      const page = await gate.page(principal, 'document.read', documentId);
      if (page.trash_root_id !== null) throw inTrash();
      // From the table: the page may be gone by now.
      await sql`
        insert into document_follows (person_id, document_id, subpages, since)
        select ${principal.personId}, documents.id, ${subpages}, ${clock.now()} from documents
        where documents.id = ${page.id}
        on conflict (person_id, document_id) do update set subpages = excluded.subpages`.execute(db);
      return view(principal, page.id);
    },

    async remove(principal, documentId) {
      const page = await gate.page(principal, 'document.read', documentId);
      await db
        .deleteFrom('document_follows')
        .where('person_id', '=', principal.personId)
        .where('document_id', '=', page.id)
        .execute();
    },

    async followersOf(tx, documentId) {
      const { rows } = await sql<{ person_id: string; since: Date }>`
        with recursive line as (
          select id, parent_id, 0 as above from documents where id = ${documentId}
          union all
          select parent.id, parent.parent_id, line.above + 1
          from documents parent join line on parent.id = line.parent_id
        )
        select person_id, min(since) as since
        from line join document_follows follow on follow.document_id = line.id
        where line.above = 0 or follow.subpages group by person_id`.execute(tx);
      return new Map(rows.map((row) => [row.person_id, row.since]));
    },
  };
}
