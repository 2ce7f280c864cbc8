import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createVault } from '../crypto/vault.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { kernelMigrations } from '../migrations/index.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { HttpApp } from './app.ts';
import { installIdempotency } from './idempotency.ts';
import { createHttpServer } from './server.ts';

let database: TestDatabase;
let app: HttpApp;
let calls = 0;
let outcome: () => object = () => ({ secret: 'shown once' });
const ada = newId();

beforeAll(async () => {
  database = await openTestDatabase(kernelMigrations);
  app = await createHttpServer({
    config: { publicUrl: null, rateLimit: 0, trustedProxies: null },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    version: '1.0.0',
    parts: () => [],
  });
  installIdempotency(app, {
    database: database.database,
    vault: createVault(randomBytes(32)),
    personOf: (request) => (request.headers['x-person'] as string | undefined) ?? null,
  });
  app.post('/api/things', { schema: { body: z.object({ name: z.string() }) } }, async () => {
    calls += 1;
    return outcome();
  });
});
afterAll(async () => {
  await app.close();
  await database.close();
});
beforeEach(() => {
  calls = 0;
  outcome = () => ({ secret: 'shown once' });
});

const post = (key: string, person: string | null = ada, name = 'x') =>
  app.inject({
    method: 'POST',
    url: '/api/things',
    headers: { 'idempotency-key': key, ...(person === null ? {} : { 'x-person': person }) },
    payload: { name },
  });

test('a refusal is remembered, a failure of ours is not', async () => {
  outcome = () => {
    throw new AppError('thing.taken', 409, 'Taken.');
  };
  expect((await post('refused')).statusCode).toBe(409);
  outcome = () => ({});
  expect((await post('refused')).json()).toMatchObject({ code: 'thing.taken' });
  expect(calls).toBe(1);
  outcome = () => {
    throw new Error('bug');
  };
  expect((await post('failed')).statusCode).toBe(500);
  outcome = () => ({ fine: true });
  expect((await post('failed')).json()).toEqual({ fine: true });
});

test('the stored answer is sealed', async () => {
  expect((await post('sealed')).json()).toEqual({ secret: 'shown once' });
  const { rows } = await sql<{ body: Buffer }>`select body from idempotent_requests where key = 'sealed'`.execute(
    database.database.db,
  );
  expect(rows[0]!.body.toString('latin1')).not.toContain('shown once');
});

test('after a day the key is free again', async () => {
  await post('old');
  await sql`update idempotent_requests set created_at = now() - interval '25 hours' where key = 'old'`.execute(
    database.database.db,
  );
  await post('old', ada, 'another body');
  expect(calls).toBe(2);
});

test('a request whose process died does not block its key for ever', async () => {
  await post('died');
  await sql`update idempotent_requests set status = null, created_at = now() - interval '11 minutes' where key = 'died'`.execute(
    database.database.db,
  );
  expect((await post('died')).statusCode).toBe(200);
  expect(calls).toBe(2);
});

test('nobody is not remembered, and a key with spaces is refused', async () => {
  await post('anonymous', null);
  await post('anonymous', null);
  expect(calls).toBe(2);
  expect((await post('with space')).json()).toMatchObject({ code: 'input.invalid' });
});
