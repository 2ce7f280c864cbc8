import type { Preferences, PreferencesUpdate } from '@materi/contract';
import type { IdentityNeeds } from './needs.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';

/** How people like the app; theirs alone, on every device. */
export interface PreferencesOf {
  get(personId: string): Promise<Preferences>;
  /** Changes what is named; `null` takes a choice back. */
  update(person: Principal, change: PreferencesUpdate): Promise<Preferences>;
}

export function createPreferences({ database, clock }: Pick<IdentityNeeds, 'database' | 'clock'>): PreferencesOf {
  const db = database.db.withTables<IdentityTables>();
  return {
    async get(personId) {
      const row = await db
        .selectFrom('person_preferences')
        .select('preferences')
        .where('person_id', '=', personId)
        .executeTakeFirst();
      return row?.preferences ?? {};
    },

    async update(person, change) {
      requireSession(person);
      return database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        const row = { preferences: JSON.stringify({}), updated_at: clock.now() };
        // There first, so that two devices that choose at once wait for each other.
        await tables
          .insertInto('person_preferences')
          .values({ person_id: person.personId, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const { preferences } = await tables
          .selectFrom('person_preferences')
          .select('preferences')
          .where('person_id', '=', person.personId)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const merged = Object.fromEntries(
          Object.entries({ ...preferences, ...change }).filter(([, value]) => value !== null && value !== undefined),
        ) as Preferences;
        await tables
          .updateTable('person_preferences')
          .set({ preferences: JSON.stringify(merged), updated_at: clock.now() })
          .where('person_id', '=', person.personId)
          .execute();
        return merged;
      });
    },
  };
}
