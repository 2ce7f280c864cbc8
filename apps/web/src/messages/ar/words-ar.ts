import type { Words } from '../language.ts';
import { connection } from './connection.ts';
import { documents } from './documents.ts';
import { editor } from './editor.ts';
import { exchange } from './exchange.ts';
import { frame } from './frame.ts';
import { general } from './general.ts';
import { history } from './history.ts';
import { identity } from './identity.ts';
import { keys } from './keys.ts';
import { onboarding } from './onboarding.ts';
import { search } from './search.ts';
import { settings } from './settings.ts';

/** Arabic. The type makes a missing or misspelt key an error. */
export const ar: Words = {
  screens: {
    ...general,
    ...frame,
    ...documents,
    ...connection,
    ...identity,
    ...exchange,
    ...history,
    ...keys,
    ...onboarding,
    ...search,
    ...settings,
  },
  editor,
};
