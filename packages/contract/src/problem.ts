import { z } from 'zod';

/** The media type of every error answer (RFC 9457, section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One fault in the input: where it stands and how to mend it. */
export const problemFault = z.object({
  path: z.string().describe('Where the fault stands, for example `body.title`.'),
  message: z.string().describe('What is wrong and how to mend it.'),
});

/**
 * An error answer (RFC 9457). `code` is stable and meant for programs;
 * `detail` is a sentence for people.
 */
export const problem = z
  .object({
    type: z.string().describe('A URI that identifies the kind of problem; `about:blank` when the status says it all.'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    code: z.string().describe('A stable code, for example `document.not_found`.'),
    errors: z.array(problemFault).optional(),
  })
  .meta({ id: 'Problem', description: 'An error answer (RFC 9457).' });

export type Problem = z.infer<typeof problem>;
export type ProblemFault = z.infer<typeof problemFault>;
