import { identity } from './en/identity.ts';
import { keys } from './en/keys.ts';
import { settings } from './en/settings.ts';
import { wordsOf } from './index.ts';

/** The words of the settings. */
export const t = wordsOf({ ...identity, ...keys, ...settings });
export type MessageKey = Parameters<typeof t>[0];
