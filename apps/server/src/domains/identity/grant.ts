import type { IncomingHttpHeaders } from 'node:http';
import type { AccessGrant } from '@materi/contract';
import { ACCESS_TOKEN_SECONDS } from './access-tokens.ts';
import { signedInCookies, signedOutCookies } from './cookies.ts';
import type { Identity } from './identity.ts';
import type { OpenSession, Visitor } from './sessions.ts';

/** The part of a reply that takes cookies. */
interface CookieReply {
  header(name: string, value: string[]): unknown;
}

const isSecure = (identity: Identity) => identity.config.publicUrl().startsWith('https:');

/** Signs someone in: sets both cookies and answers the grant. */
export async function grant(identity: Identity, reply: CookieReply, session: OpenSession): Promise<AccessGrant> {
  const accessToken = await identity.accessTokens.mint(session);
  reply.header('set-cookie', signedInCookies(accessToken, session.refreshToken, isSecure(identity)));
  return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS };
}

/** Takes both cookies away. */
export function takeCookies(identity: Identity, reply: CookieReply): void {
  reply.header('set-cookie', signedOutCookies(isSecure(identity)));
}

/** Who comes: the network address, and the user agent as it names itself. */
export const visitorOf = ({ headers, ip }: { headers: IncomingHttpHeaders; ip: string }): Visitor => ({
  address: ip,
  device: headers['user-agent'] ?? '',
});
