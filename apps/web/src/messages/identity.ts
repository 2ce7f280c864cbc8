import { identity } from './en/identity.ts';
import { wordsOf } from './index.ts';

/** The words of the ways in: signing in, setting up, invitations. */
export const t = wordsOf(identity);
