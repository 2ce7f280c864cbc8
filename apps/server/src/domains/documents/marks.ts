import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import { invalidInput } from '../../kernel/errors.ts';
import type { Principal } from '../identity/index.ts';
import { documentNotFound, inTrash } from './errors.ts';
import type { Gate } from './gate.ts';
import { favouritesRow, lockFavourites, positionAt, type Place } from './ordering.ts';
import { tablesOf } from './schema.ts';

/** What one person marked or looked at. Nobody else hears of it. */
export interface Marks {
  /** Makes a page a favourite, or moves it among the favourites; last when new and no place is given. */
  favour(principal: Principal, id: string, place: Place): Promise<void>;
  /** Repeating it changes nothing. */
  unfavour(principal: Principal, id: string): Promise<void>;
  /** Notes that the person looks at the page now. */
  visit(principal: Principal, id: string): Promise<void>;
}

export function createMarks(needs: { database: Database; clock: Clock; gate: Gate }): Marks {
  const { database, clock, gate } = needs;
  return {
    async favour(principal, id, wanted) {
      const page = await gate.page(principal, 'document.read', id);
      if (page.trash_root_id !== null) throw inTrash();
      const place = {
        afterId: wanted.afterId?.toLowerCase() ?? null,
        beforeId: wanted.beforeId?.toLowerCase() ?? null,
      };
      if (place.afterId === page.id || place.beforeId === page.id) {
        throw invalidInput('body', 'A page cannot stand beside itself.');
      }
      const { personId } = principal;
      await database.transaction(async (tx) => {
        const tables = tablesOf(tx);
        await lockFavourites(tables, personId);
        const isNew =
          undefined ===
          (await tables
            .selectFrom('document_favourites')
            .select('document_id')
            .where('person_id', '=', personId)
            .where('document_id', '=', page.id)
            .executeTakeFirst());
        if (!isNew && place.afterId === null && place.beforeId === null) return;
        // Held, so that the page cannot be destroyed between here and the insert.
        const still = await tables
          .selectFrom('documents')
          .select('id')
          .where('id', '=', page.id)
          .forKeyShare()
          .executeTakeFirst();
        if (still === undefined) throw documentNotFound();
        const position = await positionAt(favouritesRow(tables, page.workspace_id, personId, page.id), place);
        await tables
          .insertInto('document_favourites')
          .values({ workspace_id: page.workspace_id, person_id: personId, document_id: page.id, position })
          .onConflict((conflict) => conflict.columns(['person_id', 'document_id']).doUpdateSet({ position }))
          .execute();
      });
    },

    async unfavour(principal, id) {
      const page = await gate.page(principal, 'document.read', id);
      await tablesOf(database.db)
        .deleteFrom('document_favourites')
        .where('person_id', '=', principal.personId)
        .where('document_id', '=', page.id)
        .execute();
    },

    async visit(principal, id) {
      const page = await gate.page(principal, 'document.read', id);
      const at = clock.now();
      await tablesOf(database.db)
        .insertInto('document_visits')
        .columns(['workspace_id', 'person_id', 'document_id', 'visited_at'])
        // From the table and not from what was read before: the page may be gone by now.
        .expression((eb) =>
          eb
            .selectFrom('documents')
            .select((select) => [
              'workspace_id',
              select.val(principal.personId).$castTo<string>().as('person_id'),
              'id as document_id',
              select.val(at).$castTo<Date>().as('visited_at'),
            ])
            .where('id', '=', page.id),
        )
        .onConflict((conflict) => conflict.columns(['person_id', 'document_id']).doUpdateSet({ visited_at: at }))
        .execute();
    },
  };
}
