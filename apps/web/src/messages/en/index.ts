import type { connection } from './connection.ts';
import { documents } from './documents.ts';
import type { exchange } from './exchange.ts';
import { frame } from './frame.ts';
import { general } from './general.ts';
import type { history } from './history.ts';
import type { identity } from './identity.ts';
import type { keys } from './keys.ts';
import { onboarding } from './onboarding.ts';
import type { search } from './search.ts';
import type { settings } from './settings.ts';

/**
 * The words that the first screens say, in English. The others come with the screens that say them
 * (`wordsOf` in messages/index.ts), so here they are named by type alone.
 */
export const en = { ...general, ...frame, ...documents, ...onboarding };

type Everything = typeof en &
  typeof connection &
  typeof exchange &
  typeof history &
  typeof identity &
  typeof keys &
  typeof search &
  typeof settings;

type Widened<Message> = Message extends string ? string : Message;

/**
 * Every word of the screens around the page: what a language has to say. Sentences that need values are functions
 * of them.
 */
export type Messages = { readonly [Key in keyof Everything]: Widened<Everything[Key]> };
