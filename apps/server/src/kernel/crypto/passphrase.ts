import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { z } from 'zod';

const base64 = z.base64();

/** A key under a passphrase: Argon2id (RFC 9106) makes the key for AES-256-GCM. Everything but the passphrase is here. */
export const sealedKey = z.object({
  kdf: z.literal('argon2id'),
  // Bounded, because what is read may have been made by somebody who wants to fill the memory.
  memoryKiB: z.number().int().min(8_192).max(1_048_576),
  passes: z.number().int().min(1).max(20),
  salt: base64,
  nonce: base64,
  sealed: base64,
});
export type SealedKey = z.infer<typeof sealedKey>;

/** The second recommended choice of RFC 9106, section 4: 64 MiB, 3 passes. */
const MEMORY_KIB = 65_536;
const PASSES = 3;
const TAG_BYTES = 16;
const BOUND = Buffer.from('materi/master-key/1');

/** Puts a key under a passphrase. */
export async function sealKey(key: Uint8Array, passphrase: string): Promise<SealedKey> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt, MEMORY_KIB, PASSES), nonce);
  cipher.setAAD(BOUND);
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  return {
    kdf: 'argon2id',
    memoryKiB: MEMORY_KIB,
    passes: PASSES,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** The key; `null` when the passphrase is another one (or the bytes were changed). */
export async function openKey(from: SealedKey, passphrase: string): Promise<Uint8Array | null> {
  const sealed = Buffer.from(from.sealed, 'base64');
  const wrapping = await derive(passphrase, Buffer.from(from.salt, 'base64'), from.memoryKiB, from.passes);
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrapping, Buffer.from(from.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(BOUND);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

const derive = (passphrase: string, salt: Buffer, memoryCost: number, timeCost: number): Promise<Buffer> =>
  // Typed on another keyboard the same words may come in another Unicode form.
  hashRaw(passphrase.normalize('NFKC'), { algorithm: 2, salt, memoryCost, timeCost, parallelism: 1, outputLen: 32 });
