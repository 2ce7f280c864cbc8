import { createHash, randomBytes } from 'node:crypto';

/** A secret that nobody guesses: 256 random bits as base64url, after an optional prefix that tells kinds apart. */
export const newToken = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');

/**
 * What to store in place of a token, as 64 hexadecimal digits. Plain SHA-256 is
 * enough because tokens are random; passwords need a slow hash instead.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');
