import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { FastifyRequest } from 'fastify';
import type { Vault } from '../crypto/vault.ts';
import type { Database } from '../db/database.ts';
import { AppError, invalidInput } from '../errors.ts';
import type { Part } from '../part.ts';
import type { KernelTables } from '../schema.ts';
import type { HttpApp } from './app.ts';

interface Needs {
  readonly database: Database;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** Who asks; `null` for nobody, whose requests are not remembered. */
  readonly personOf: (request: FastifyRequest) => string | null;
}

const PURPOSE = 'http/idempotent-answer';
const KEPT = sql`interval '24 hours'`;
/** A first request that says nothing for this long died with its process. */
const AT_WORK = sql`interval '10 minutes'`;
const SWEEP_EVERY_MS = 60 * 60_000;
const KEPT_HEADERS = ['content-type', 'location', 'etag'];
/** A larger answer is not remembered, in bytes. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

const keyReused = () =>
  new AppError(
    'idempotency.key_reused',
    422,
    'This Idempotency-Key was already used for another request. Use a new one.',
  );
const stillAtWork = () =>
  new AppError('idempotency.in_progress', 409, 'The first request with this Idempotency-Key is still at work.', {
    retryAfterSeconds: 1,
  });

/**
 * A POST with an `Idempotency-Key` has its effect once: the same request again, by
 * the same person within 24 hours, gets the stored answer. Failures of ours (5xx)
 * are not stored, so that trying again can succeed. Uploads are known by their length
 * and type only, because their bytes are not read twice.
 */
export function installIdempotency(app: HttpApp, needs: Needs): Part {
  const { database, vault } = needs;
  const db = database.db.withTables<KernelTables>();
  const remembered = new WeakMap<FastifyRequest, { personId: string; key: string }>();
  let sweeping: NodeJS.Timeout | undefined;

  const forget = (personId: string, key: string) =>
    db.deleteFrom('idempotent_requests').where('person_id', '=', personId).where('key', '=', key).execute();

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST') return;
    const personId = needs.personOf(request);
    if (personId === null) return;
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
      throw invalidInput('headers.idempotency-key', 'Must be 1–255 printable characters without spaces.');
    }
    const route = `${request.method} ${request.url}`;
    const bodyHash = hashOf(request);
    await sql`
      delete from idempotent_requests where person_id = ${personId} and key = ${key}
        and (created_at < now() - ${KEPT} or (status is null and created_at < now() - ${AT_WORK}))`.execute(
      database.db,
    );
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('idempotent_requests')
      .values({ person_id: personId, key, route, body_hash: bodyHash })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) {
      remembered.set(request, { personId, key });
      return;
    }
    const first = await db
      .selectFrom('idempotent_requests')
      .selectAll()
      .where('person_id', '=', personId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (first && (first.route !== route || first.body_hash !== bodyHash)) throw keyReused();
    if (!first || first.status === null) throw stillAtWork();
    const body = first.body === null ? '' : Buffer.from(vault.open(first.body, PURPOSE)).toString('utf8');
    return reply
      .code(first.status)
      .headers({ ...first.headers, 'idempotency-replayed': 'true', 'cache-control': 'no-store' })
      .send(body);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const mine = remembered.get(request);
    if (!mine) return;
    remembered.delete(request);
    const text = typeof payload === 'string' ? payload : payload === undefined || payload === null ? '' : null;
    if (reply.statusCode >= 500 || text === null || text.length > ANSWER_LIMIT_BYTES) {
      await forget(mine.personId, mine.key);
      return;
    }
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) =>
        reply.getHeader(name) === undefined ? [] : [[name, String(reply.getHeader(name))]],
      ),
    );
    await db
      .updateTable('idempotent_requests')
      .set({
        status: reply.statusCode,
        headers: JSON.stringify(headers),
        body: text === '' ? null : vault.seal(Buffer.from(text, 'utf8'), PURPOSE),
      })
      .where('person_id', '=', mine.personId)
      .where('key', '=', mine.key)
      .execute();
  });

  const sweep = () => sql`delete from idempotent_requests where created_at < now() - ${KEPT}`.execute(database.db);
  return {
    name: 'idempotency',
    async start() {
      sweeping = setInterval(
        () => void sweep().catch((error: unknown) => app.log.warn({ err: error }, 'a sweep failed')),
        SWEEP_EVERY_MS,
      );
      sweeping.unref();
    },
    async stop() {
      clearInterval(sweeping);
    },
    ready: () => null,
  };
}

function hashOf(request: FastifyRequest): string {
  const known =
    request.body === undefined || request.isMultipart?.()
      ? [request.headers['content-length'], request.headers['content-type']?.split(';')[0]]
      : request.body;
  return createHash('sha256')
    .update(JSON.stringify(known ?? null))
    .digest('hex');
}
