import { exportJWK, exportPKCS8, generateKeyPair, importJWK, importPKCS8, type CryptoKey } from 'jose';
import { sql } from 'kysely';
import type { KeySet } from '@materi/contract';
import { newId } from '../../kernel/ids.ts';
import type { IdentityNeeds } from './needs.ts';
import type { IdentityTables, PublicJwk } from './schema.ts';

const ALGORITHM = 'RS256';
const PURPOSE = 'identity/signing-key';
/** An arbitrary number that only this lock uses. */
const LOCK = 7_210_001;

/** The keys that sign access tokens. The first is made at first use; its private half is stored sealed. */
export interface SigningKeys {
  /** The newest key, for signing. */
  current(): Promise<{ id: string; key: CryptoKey }>;
  /** The public half of a key; `undefined` when there is none of this id. */
  publicKey(id: string): Promise<CryptoKey | undefined>;
  /** All public halves (RFC 7517). */
  jwks(): Promise<KeySet>;
}

export function createSigningKeys({
  database,
  secrets,
  clock,
}: Pick<IdentityNeeds, 'database' | 'secrets' | 'clock'>): SigningKeys {
  const db = database.db.withTables<IdentityTables>();
  const publicKeys = new Map<string, CryptoKey>();
  let signing: Promise<{ id: string; key: CryptoKey }> | undefined;

  const newest = () => db.selectFrom('signing_keys').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();

  async function make() {
    const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
    const id = newId();
    const { kty, n = '', e = '' } = await exportJWK(publicKey);
    const jwk: PublicJwk = { kty: kty ?? 'RSA', n, e, kid: id, alg: ALGORITHM, use: 'sig' };
    const sealed = secrets.seal(Buffer.from(await exportPKCS8(privateKey)), PURPOSE);
    await database.transaction(async (tx) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
      const tables = tx.withTables<IdentityTables>();
      // Another process may have been first; then its key is everyone's.
      if (await tables.selectFrom('signing_keys').select('id').limit(1).executeTakeFirst()) return;
      await tables
        .insertInto('signing_keys')
        .values({ id, public_jwk: sql`${JSON.stringify(jwk)}::jsonb`, private_sealed: sealed, created_at: clock.now() })
        .execute();
    });
  }

  async function load() {
    let row = await newest();
    if (!row) {
      await make();
      row = await newest();
    }
    if (!row) throw new Error('The signing key was stored but cannot be read.');
    const pem = Buffer.from(secrets.open(row.private_sealed, PURPOSE)).toString();
    return { id: row.id, key: await importPKCS8(pem, ALGORITHM) };
  }

  return {
    current() {
      signing ??= load().catch((error: unknown) => {
        // A fault of the database must not stick.
        signing = undefined;
        throw error;
      });
      return signing;
    },
    async publicKey(id) {
      const known = publicKeys.get(id);
      if (known) return known;
      const row = await db.selectFrom('signing_keys').select('public_jwk').where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const key = (await importJWK(row.public_jwk, ALGORITHM)) as CryptoKey;
      publicKeys.set(id, key);
      return key;
    },
    async jwks() {
      const rows = await db.selectFrom('signing_keys').select('public_jwk').orderBy('id').execute();
      return { keys: rows.map((row) => row.public_jwk) };
    },
  };
}
