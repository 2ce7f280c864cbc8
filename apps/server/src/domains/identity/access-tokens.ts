import { errors, jwtVerify, SignJWT } from 'jose';
import { isId } from '../../kernel/ids.ts';
import { invalidToken, tokenExpired } from './errors.ts';
import type { IdentityNeeds } from './needs.ts';
import type { SigningKeys } from './signing-keys.ts';

/** How long an access token is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;
const AUDIENCE = 'materi';

/** Whose token it is, and through which session it was given out. */
interface AccessClaims {
  readonly personId: string;
  readonly sessionId: string;
}

export interface AccessTokens {
  /** A JWT (RS256) with `sub`, `sid`, `iss`, `aud`, `iat` and `exp`. */
  mint(claims: AccessClaims): Promise<string>;
  /**
   * Checks signature, issuer, audience and time; whether the session still lives is asked elsewhere.
   * @throws AppError 401 `auth.token_expired` or `auth.invalid_token`
   */
  verify(token: string): Promise<AccessClaims>;
}

export function createAccessTokens({
  signingKeys,
  clock,
  config,
}: Pick<IdentityNeeds, 'clock' | 'config'> & { signingKeys: SigningKeys }): AccessTokens {
  return {
    async mint({ personId, sessionId }) {
      const { id, key } = await signingKeys.current();
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'RS256', kid: id, typ: 'JWT' })
        .setSubject(personId)
        .setIssuer(config.publicUrl())
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
        .sign(key);
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(
          token,
          async ({ kid }) => {
            const key = kid !== undefined && isId(kid) ? await signingKeys.publicKey(kid) : undefined;
            if (!key) throw new errors.JWKSNoMatchingKey();
            return key;
          },
          {
            algorithms: ['RS256'],
            issuer: config.publicUrl(),
            audience: AUDIENCE,
            currentDate: clock.now(),
            requiredClaims: ['exp'],
          },
        );
        const { sub, sid } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string') throw invalidToken();
        return { personId: sub, sessionId: sid };
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw tokenExpired();
        if (error instanceof errors.JOSEError) throw invalidToken();
        throw error;
      }
    },
  };
}
