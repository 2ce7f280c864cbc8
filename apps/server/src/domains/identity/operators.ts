import type { Account } from '@materi/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { lastOperator, operatorsOnly, personMissing } from './errors.ts';
import { personEvent } from './events.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import { pictureUrl } from './pictures.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';

/**
 * Those who run the instance: backups, and links for forgotten passwords. They
 * gain no right in any workspace by it. There is always one.
 */
export interface Operators {
  is(personId: string): Promise<boolean>;
  /** Through an API key only with all scopes. @throws AppError `access.operators_only` (403) */
  require(person: Principal): Promise<void>;
  /** Every account, by id; `q` looks in names and addresses. */
  accounts(person: Principal, page: PageRequest, q: string | undefined): Promise<PageOf<Account>>;
  /** @throws AppError `person.not_found` (404), `operator.last` (409) */
  set(person: Principal, personId: string, operator: boolean): Promise<void>;
}

/** An arbitrary number that only this lock uses. */
const LOCK = 7_210_003;

export function createOperators({
  database,
  emit,
  clock,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'clock'>): Operators {
  const db = database.db.withTables<IdentityTables>();
  const is = (personId: string) => isOperator(database.db, personId);

  async function require(person: Principal): Promise<void> {
    if (!person.scopes.includes('*') || !(await is(person.personId))) throw operatorsOnly();
  }

  return {
    is,
    require,

    async accounts(person, page, q) {
      await require(person);
      const pattern = `%${(q ?? '').toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
      const rows = await db
        .selectFrom('people')
        .leftJoin('instance_roles as held', 'held.person_id', 'people.id')
        .select(['people.id', 'people.name', 'people.email', 'people.picture_tag', 'people.created_at', 'held.role'])
        .select((eb) => [
          eb
            .selectFrom('sessions')
            .select((inner) => inner.fn.max('last_seen_at').as('last'))
            .whereRef('sessions.person_id', '=', 'people.id')
            .as('last_seen_at'),
          eb
            .selectFrom('relation_tuples as tuple')
            .select((inner) => inner.fn.countAll<string>().as('count'))
            .whereRef('tuple.subject_id', '=', 'people.id')
            .where('tuple.object_type', '=', 'workspace')
            .as('workspaces'),
        ])
        .where('people.id', '>', startAfter(page))
        .$if(q !== undefined && q !== '', (query) =>
          query.where(sql<boolean>`(lower(people.name) like ${pattern} or people.email like ${pattern})`),
        )
        .orderBy('people.id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(
        rows,
        page,
        (row) => row.id,
        (row) => ({
          person: { id: row.id, name: row.name, email: row.email, picture: pictureUrl(row.id, row.picture_tag) },
          operator: row.role !== null,
          createdAt: row.created_at.toISOString(),
          lastSeenAt: row.last_seen_at?.toISOString() ?? null,
          workspaces: Number(row.workspaces),
        }),
      );
    },

    async set(person, personId, operator) {
      requireSession(person);
      await require(person);
      await database.transaction(async (tx) => {
        // One at a time, so that two cannot each take the other's role as the last but one.
        await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
        if (!(await isOperator(tx, person.personId))) throw operatorsOnly();
        const tables = tx.withTables<IdentityTables>();
        const known = await tables.selectFrom('people').select('id').where('id', '=', personId).executeTakeFirst();
        if (!known) throw personMissing();
        if ((await isOperator(tx, personId)) === operator) return;
        if (operator) {
          await addOperator(tx, personId, clock.now());
        } else {
          const all = await tables.selectFrom('instance_roles').select('person_id').limit(2).execute();
          if (all.length === 1) throw lastOperator();
          await tables.deleteFrom('instance_roles').where('person_id', '=', personId).execute();
        }
        await emit(tx, {
          ...personEvent(operator ? 'identity.operator_added' : 'identity.operator_removed', personId),
          actorId: person.personId,
        });
      });
    },
  };
}

async function isOperator(db: Db | Tx, personId: string): Promise<boolean> {
  const row = await db
    .withTables<IdentityTables>()
    .selectFrom('instance_roles')
    .select('role')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Makes somebody run the instance, in the caller's transaction. */
export const addOperator = (tx: Tx, personId: string, at: Date) =>
  tx
    .withTables<IdentityTables>()
    .insertInto('instance_roles')
    .values({ person_id: personId, role: 'operator', created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
