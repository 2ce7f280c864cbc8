import { foreignRequest } from './errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The parts of a request that tell where it came from. */
export interface RequestOrigin {
  readonly method: string;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** The header `X-Materi-Request`, which another site's form cannot send. */
  readonly marker: string | undefined;
}

/**
 * Whether a page with this origin is ours: served under the public address, or
 * under the very address that the request went to (someone on the local network
 * reaches the same server by another name). Programs send no origin.
 */
export function isOurOrigin(origin: string | undefined, host: string | undefined, publicUrl: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === new URL(publicUrl).origin || (host !== undefined && from.host === host.toLowerCase());
}

/**
 * Guards what a cookie authenticates against other sites (CSRF). `SameSite=Strict`
 * already does in most cases, but not between ports or subdomains of one host.
 * @throws AppError `auth.csrf` (403)
 */
export function requireOurSite({ method, origin, host, marker }: RequestOrigin, publicUrl: string): void {
  if (SAFE_METHODS.has(method)) return;
  if (marker === undefined || !isOurOrigin(origin, host, publicUrl)) throw foreignRequest();
}
