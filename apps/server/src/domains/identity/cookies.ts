import { ACCESS_TOKEN_SECONDS } from './access-tokens.ts';
import { SESSION_IDLE_SECONDS } from './sessions.ts';

/** Holds the access token, so that pictures and sockets of the web app are authenticated too. */
const SESSION_COOKIE = 'materi_session';
/** Holds the refresh token; sent to `/api/v1/auth` only. */
const REFRESH_COOKIE = 'materi_refresh';
const REFRESH_PATH = '/api/v1/auth';

/** What identity reads from a `Cookie` header. */
export interface ReceivedCookies {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

export function readCookies(header: string | undefined): ReceivedCookies {
  if (header === undefined) return { accessToken: undefined, refreshToken: undefined };
  const valueOf = (name: string) => {
    const pair = header.split(';').find((one) => one.trimStart().startsWith(`${name}=`));
    return pair?.slice(pair.indexOf('=') + 1).trim() || undefined;
  };
  return { accessToken: valueOf(SESSION_COOKIE), refreshToken: valueOf(REFRESH_COOKIE) };
}

/**
 * The `Set-Cookie` values of someone who is signed in. Scripts cannot read them and
 * other sites cannot make a browser send them. `secure` when people come by https.
 */
export const signedInCookies = (accessToken: string, refreshToken: string, secure: boolean): string[] => [
  cookie(SESSION_COOKIE, accessToken, '/', ACCESS_TOKEN_SECONDS, secure),
  cookie(REFRESH_COOKIE, refreshToken, REFRESH_PATH, SESSION_IDLE_SECONDS, secure),
];

/** The `Set-Cookie` values that take both away. */
export const signedOutCookies = (secure: boolean): string[] => [
  cookie(SESSION_COOKIE, '', '/', 0, secure),
  cookie(REFRESH_COOKIE, '', REFRESH_PATH, 0, secure),
];

// Both tokens are letters, digits, dots, dashes and underscores, so they need no quoting (RFC 6265, section 4.1.1).
const cookie = (name: string, value: string, path: string, maxAge: number, secure: boolean) =>
  `${name}=${value}; Max-Age=${maxAge}; Path=${path}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
