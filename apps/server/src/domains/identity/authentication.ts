import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AccessTokens } from './access-tokens.ts';
import { readCookies } from './cookies.ts';
import { authRequired, foreignRequest, invalidToken, sessionEnded } from './errors.ts';
import { KEY_PREFIX, type Keys } from './keys.ts';
import type { LiveSessions } from './live-sessions.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Principal } from './principal.ts';
import { isOurOrigin, requireOurSite } from './same-origin.ts';

/** The parts of a request that say who asks. */
interface Authenticated {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Authentication {
  /**
   * Whose token this is: an API key (`mk_…`) or an access token.
   * @throws AppError 401 `auth.invalid_token`, `auth.token_expired` or `auth.session_ended`
   */
  authenticate(token: string): Promise<Principal>;
  /**
   * From the `Authorization` header or else the session cookie; `null` when there is neither.
   * @throws AppError 401 as `authenticate`; `auth.csrf` (403)
   */
  authenticateRequest(request: Authenticated): Promise<Principal | null>;
  /**
   * For a WebSocket handshake: `?token=…`, the `Authorization` header, or the session cookie when the page is ours.
   * @throws AppError 401 as `authenticate`, or `auth.required`; `auth.csrf` (403)
   */
  authenticateUpgrade(request: Pick<IncomingMessage, 'url' | 'headers'>): Promise<Principal>;
  /**
   * Whether the session or key of someone who was authenticated earlier still lives. A socket
   * outlives its access token but not these; ask now and then, since they also end by themselves.
   */
  isStillGood(principal: Principal): Promise<boolean>;
}

export function createAuthentication({
  accessTokens,
  liveSessions,
  keys,
  config,
}: Pick<IdentityNeeds, 'config'> & {
  accessTokens: AccessTokens;
  liveSessions: LiveSessions;
  keys: Keys;
}): Authentication {
  async function authenticate(token: string): Promise<Principal> {
    if (token.startsWith(KEY_PREFIX)) return keys.authenticate(token);
    const { personId, sessionId } = await accessTokens.verify(token);
    const session = await liveSessions.find(sessionId);
    if (session?.personId !== personId) throw sessionEnded();
    return { personId, name: session.name, sessionId, keyId: null, scopes: ['*'] };
  }

  return {
    authenticate,

    async authenticateRequest({ method, headers }) {
      const token = bearerToken(headers.authorization);
      if (token !== undefined) return authenticate(token);
      const { accessToken } = readCookies(headers.cookie);
      if (accessToken === undefined) return null;
      const principal = await authenticate(accessToken);
      const marker = headers['x-materi-request'];
      requireOurSite(
        { method, origin: headers.origin, host: headers.host, marker: typeof marker === 'string' ? marker : undefined },
        config.publicUrl(),
      );
      return principal;
    },

    async isStillGood({ personId, sessionId, keyId }) {
      if (sessionId !== null) return (await liveSessions.find(sessionId))?.personId === personId;
      return keyId !== null && keys.isGood(keyId);
    },

    async authenticateUpgrade({ url, headers }) {
      const query = new URL(url ?? '/', 'http://localhost').searchParams.get('token');
      const token = query || bearerToken(headers.authorization);
      if (token) return authenticate(token);
      const { accessToken } = readCookies(headers.cookie);
      if (accessToken === undefined) throw authRequired();
      if (!isOurOrigin(headers.origin, headers.host, config.publicUrl())) throw foreignRequest();
      return authenticate(accessToken);
    },
  };
}

/** @throws AppError 401 `auth.invalid_token` when the header is of another scheme */
function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = /^Bearer +(\S+) *$/i.exec(header);
  if (!match?.[1]) throw invalidToken();
  return match[1];
}
