import { PROBLEM_MEDIA_TYPE, problem } from '@materi/contract';
import { z } from 'zod';

const refused = { description: 'A problem (RFC 9457).', content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } } };

/** The error answers of a route, for its description: what every route here may answer, and these besides. */
export const problems = <Status extends number>(...statuses: Status[]) =>
  Object.fromEntries([400, 401, 403, 404, 429, 500, ...statuses].map((status) => [status, refused])) as Record<
    400 | 401 | 403 | 404 | 429 | 500 | Status,
    typeof refused
  >;

/** 204: done, nothing to tell. */
export const nothing = z.null().describe('Done; the body is empty.');

/** Every route here is for people who are signed in. */
export const security: { [scheme: string]: string[] }[] = [{ bearer: [] }, { sessionCookie: [] }];
