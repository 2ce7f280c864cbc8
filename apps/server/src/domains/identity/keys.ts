import { keyCreateRequest, type ApiKey, type KeyCreated, type KeyCreateRequest } from '@materi/contract';
import type { Tx } from '../../kernel/db/database.ts';
import { newId } from '../../kernel/ids.ts';
import { invalidToken, keyNotFound, tokenExpired } from './errors.ts';
import { personEvent } from './events.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import type { Principal } from './principal.ts';
import type { ApiKeysTable, IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';
import { hashToken, newToken } from './opaque-token.ts';

export const KEY_PREFIX = 'mk_';
const DAY_MS = 24 * 60 * 60 * 1000;
/** `lastUsedAt` is written at most this often, so that reading costs no write. */
const LAST_USED_EVERY_MS = 60_000;

/** API keys: they act as their person, narrowed by their scopes. */
export interface Keys {
  /** The plain key is in the answer and nowhere else. */
  create(person: Principal, request: KeyCreateRequest): Promise<KeyCreated>;
  /** For whoever has the data in their hands (the command line). */
  createFor(personId: string, request: KeyCreateRequest): Promise<KeyCreated>;
  list(person: Principal, page: PageRequest): Promise<PageOf<ApiKey>>;
  /** @throws AppError `key.not_found` (404) */
  revoke(person: Principal, keyId: string): Promise<void>;
  /** @throws AppError `key.not_found` (404) */
  rename(person: Principal, keyId: string, name: string): Promise<ApiKey>;
  /** Revokes all keys within the caller's transaction; `announce` the ids after the commit. */
  revokeAll(tx: Tx, personId: string): Promise<string[]>;
  announce(personId: string, keyIds: readonly string[]): void;
  /** @throws AppError 401 `auth.invalid_token` or `auth.token_expired` */
  authenticate(key: string): Promise<Principal>;
  /** Whether a key was neither revoked nor has expired. */
  isGood(keyId: string): Promise<boolean>;
}

export function createKeys({
  database,
  emit,
  fanout,
  clock,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout' | 'clock'>): Keys {
  const db = database.db.withTables<IdentityTables>();

  async function createFor(personId: string, request: KeyCreateRequest): Promise<KeyCreated> {
    const { name, scopes, expiresInDays } = keyCreateRequest.parse(request);
    const key = newToken(KEY_PREFIX);
    const now = clock.now();
    const row: ApiKeysTable = {
      id: newId(),
      person_id: personId,
      name,
      prefix: key.slice(0, KEY_PREFIX.length + 8),
      key_hash: hashToken(key),
      scopes: [...new Set(scopes)],
      created_at: now,
      expires_at: expiresInDays === undefined ? null : new Date(now.getTime() + expiresInDays * DAY_MS),
      last_used_at: null,
      revoked_at: null,
    };
    await database.transaction(async (tx) => {
      await tx.withTables<IdentityTables>().insertInto('api_keys').values(row).execute();
      await emit(tx, personEvent('identity.key_created', personId, { keyId: row.id }));
    });
    return { ...toKey(row), key };
  }

  return {
    createFor,

    async create(person, request) {
      requireSession(person);
      return createFor(person.personId, request);
    },

    async list(person, page) {
      requireSession(person);
      const rows = await db
        .selectFrom('api_keys')
        .selectAll()
        .where('person_id', '=', person.personId)
        .where('revoked_at', 'is', null)
        .where('id', '>', startAfter(page))
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(rows, page, (row) => row.id, toKey);
    },

    async revoke(person, keyId) {
      requireSession(person);
      await database.transaction(async (tx) => {
        const revoked = await tx
          .withTables<IdentityTables>()
          .updateTable('api_keys')
          .set({ revoked_at: clock.now() })
          .where('id', '=', keyId)
          .where('person_id', '=', person.personId)
          .where('revoked_at', 'is', null)
          .returning('id')
          .executeTakeFirst();
        if (!revoked) throw keyNotFound();
        await emit(tx, personEvent('identity.key_revoked', person.personId, { keyId }));
      });
      fanout.publish('access', { personId: person.personId, keyId });
    },

    async rename(person, keyId, name) {
      requireSession(person);
      const row = await database.transaction(async (tx) => {
        const renamed = await tx
          .withTables<IdentityTables>()
          .updateTable('api_keys')
          .set({ name })
          .where('id', '=', keyId)
          .where('person_id', '=', person.personId)
          .where('revoked_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (!renamed) throw keyNotFound();
        await emit(tx, personEvent('identity.key_renamed', person.personId, { keyId }));
        return renamed;
      });
      return toKey(row);
    },

    async revokeAll(tx, personId) {
      const rows = await tx
        .withTables<IdentityTables>()
        .updateTable('api_keys')
        .set({ revoked_at: clock.now() })
        .where('person_id', '=', personId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute();
      for (const { id: keyId } of rows) await emit(tx, personEvent('identity.key_revoked', personId, { keyId }));
      return rows.map(({ id }) => id);
    },

    announce(personId, keyIds) {
      for (const keyId of keyIds) fanout.publish('access', { personId, keyId });
    },

    async isGood(keyId) {
      const row = await db
        .selectFrom('api_keys')
        .select('expires_at')
        .where('id', '=', keyId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return row !== undefined && (row.expires_at === null || row.expires_at > clock.now());
    },

    async authenticate(key) {
      const row = await db
        .selectFrom('api_keys')
        .innerJoin('people', 'people.id', 'api_keys.person_id')
        .select([
          'api_keys.id',
          'api_keys.scopes',
          'api_keys.expires_at',
          'api_keys.last_used_at',
          'people.id as personId',
          'people.name',
        ])
        .where('api_keys.key_hash', '=', hashToken(key))
        .where('api_keys.revoked_at', 'is', null)
        .executeTakeFirst();
      if (!row) throw invalidToken();
      const now = clock.now();
      if (row.expires_at && row.expires_at <= now) throw tokenExpired();
      const stale = new Date(now.getTime() - LAST_USED_EVERY_MS);
      if (!row.last_used_at || row.last_used_at < stale) {
        await db
          .updateTable('api_keys')
          .set({ last_used_at: now })
          .where('id', '=', row.id)
          .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', stale)]))
          .execute();
      }
      return { personId: row.personId, name: row.name, sessionId: null, keyId: row.id, scopes: row.scopes };
    },
  };
}

const toKey = (row: ApiKeysTable): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});
