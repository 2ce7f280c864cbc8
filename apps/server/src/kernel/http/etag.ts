import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

/** The entity tag of a thing that counts its changes (RFC 9110, section 8.8.3). */
export const etagOf = (version: number | string): string => `"${version}"`;

const changedMeanwhile = () =>
  new AppError(
    'precondition.failed',
    412,
    'This was changed since you read it. Read it again, then repeat your change with the new ETag.',
  );

/** Announces the version of the answered thing. */
export function setEtag(reply: FastifyReply, version: number | string): void {
  reply.header('etag', etagOf(version));
}

/**
 * Holds a change to the version that the client last read (RFC 9110, section 13.1.1).
 * A request without `If-Match` always passes.
 *
 * @throws AppError 412 `precondition.failed`
 */
export function requireMatch(request: FastifyRequest, version: number | string): void {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return;
  // A proxy that compresses makes strong tags weak; both name the same version here.
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes(etagOf(version))) throw changedMeanwhile();
}
