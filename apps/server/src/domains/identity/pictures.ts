import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { pictureMissing, pictureUnknown } from './errors.ts';
import { personEvent } from './events.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';

/** Pictures of people: small, and shown to whoever shares a workspace with them. */
export interface Pictures {
  /** @throws AppError `picture.unknown` (415) when the bytes are no PNG, JPEG or WebP */
  set(person: Principal, content: Uint8Array): Promise<void>;
  remove(person: Principal): Promise<void>;
  /** @throws AppError `picture.not_found` (404) */
  find(person: Principal, personId: string): Promise<{ mediaType: string; data: Uint8Array; tag: string }>;
}

/** Where the picture of a person is; another address for each picture, so that it can be kept for ever. */
export const pictureUrl = (personId: string, tag: string | null): string | null =>
  tag === null ? null : `/api/v1/people/${personId}/picture?v=${tag}`;

export function createPictures({
  database,
  emit,
  clock,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'clock'>): Pictures {
  const db = database.db.withTables<IdentityTables>();
  return {
    async set(person, content) {
      requireSession(person);
      const mediaType = imageType(content);
      if (mediaType === null) throw pictureUnknown();
      const tag = createHash('sha256').update(content).digest('hex').slice(0, 16);
      const at = clock.now();
      await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        const row = { media_type: mediaType, data: content, updated_at: at };
        await tables
          .insertInto('person_pictures')
          .values({ person_id: person.personId, ...row })
          .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
          .execute();
        await tables
          .updateTable('people')
          .set({ picture_tag: tag, updated_at: at })
          .where('id', '=', person.personId)
          .execute();
        await emit(tx, personEvent('identity.person_updated', person.personId));
      });
    },

    async remove(person) {
      requireSession(person);
      await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        await tables.deleteFrom('person_pictures').where('person_id', '=', person.personId).execute();
        await tables
          .updateTable('people')
          .set({ picture_tag: null, updated_at: clock.now() })
          .where('id', '=', person.personId)
          .execute();
        await emit(tx, personEvent('identity.person_updated', person.personId));
      });
    },

    async find(person, personId) {
      const row = await db
        .selectFrom('person_pictures as picture')
        .innerJoin('people', 'people.id', 'picture.person_id')
        .select(['picture.media_type', 'picture.data', 'people.picture_tag'])
        .where('picture.person_id', '=', personId)
        .where(
          sql<boolean>`(${personId}::uuid = ${person.personId}::uuid
            or exists (select 1 from instance_roles where person_id = ${person.personId})
            or exists (
              select 1 from relation_tuples mine join relation_tuples theirs on theirs.workspace_id = mine.workspace_id
              where mine.subject_type = 'person' and mine.subject_id = ${person.personId}
                and theirs.subject_type = 'person' and theirs.subject_id = ${personId}))`,
        )
        .executeTakeFirst();
      if (!row) throw pictureMissing();
      return { mediaType: row.media_type, data: row.data, tag: row.picture_tag ?? '' };
    },
  };
}

/** What the bytes are by their first ones; `null` for anything that is not shown. */
function imageType(content: Uint8Array): string | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'image/webp';
  return null;
}
