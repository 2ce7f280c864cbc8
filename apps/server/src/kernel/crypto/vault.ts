import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** Seals secrets under the master key, and derives the keys that need no storage. */
export interface Vault {
  /**
   * Encrypts with a fresh data key that is itself sealed under the master key (AES-256-GCM, NIST SP 800-38D).
   * `purpose` is bound to the result: what was sealed for one purpose does not open for another.
   */
  seal(plain: Uint8Array, purpose: string): Uint8Array;
  /** @throws Error when the bytes were changed, or sealed for another purpose or under another master key */
  open(sealed: Uint8Array, purpose: string): Uint8Array;
  /** 32 bytes that only this instance can derive for this workspace and purpose (HKDF-SHA-256, RFC 5869). */
  workspaceKey(workspaceId: string, purpose: string): Uint8Array;
  /** Says which master key this is and nothing about it: 32 hexadecimal digits. */
  readonly fingerprint: string;
}

/** @param masterKey 32 bytes */
export function createVault(masterKey: Uint8Array): Vault {
  const derive = (info: string) => new Uint8Array(hkdfSync('sha256', masterKey, 'materi', info, KEY_BYTES));
  const sealingKey = derive('seal/1');

  return {
    seal(plain, purpose) {
      const dataKey = randomBytes(KEY_BYTES);
      return Buffer.concat([
        Uint8Array.of(VERSION),
        encrypt(sealingKey, dataKey, `key:${purpose}`),
        encrypt(dataKey, plain, purpose),
      ]);
    },
    open(sealed, purpose) {
      if (sealed[0] !== VERSION || sealed.length < 1 + WRAPPED_BYTES + NONCE_BYTES + TAG_BYTES) {
        throw new Error('These bytes were not sealed by this version of Materi.');
      }
      const dataKey = decrypt(sealingKey, sealed.subarray(1, 1 + WRAPPED_BYTES), `key:${purpose}`);
      return decrypt(dataKey, sealed.subarray(1 + WRAPPED_BYTES), purpose);
    },
    workspaceKey: (workspaceId, purpose) => derive(`workspace/${workspaceId}/${purpose}`),
    fingerprint: Buffer.from(derive('fingerprint/1')).toString('hex').slice(0, 32),
  };
}

/** nonce ‖ ciphertext ‖ tag */
function encrypt(key: Uint8Array, plain: Uint8Array, bound: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, sealed: Uint8Array, bound: string): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
}
