import { z } from 'zod';
import { id, PROBLEM_MEDIA_TYPE, problem } from '@materi/contract';

type Security = Record<string, string[]>[];

/** How API routes may be authenticated, for the OpenAPI description. */
export const SIGNED_IN: Security = [{ bearer: [] }, { sessionCookie: [] }];
/** Routes that are for everyone. */
export const ANYONE: Security = [];

const refused = { description: 'A problem (RFC 9457).', content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } } };

/** What any route may answer when it does not do what it was asked. */
const USUAL = [400, 401, 403, 404, 429, 500] as const;

/** The error answers of a route, for its description: the usual ones, and these besides. */
export const problems = <Status extends number>(...statuses: Status[]) =>
  Object.fromEntries([...USUAL, ...statuses].map((status) => [status, refused])) as Record<
    (typeof USUAL)[number] | Status,
    typeof refused
  >;

/** 204: done, nothing to tell. */
export const nothing = z.null().describe('Done; the body is empty.');

export const idParams = z.object({ id });
