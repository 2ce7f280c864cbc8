import { DIALOGS } from './dialogs.ts';
import { ENTRIES } from './entries.ts';
import { PAGES } from './pages.ts';
import { PLACES } from './places.ts';
import type { Screen } from './screen.ts';
import { SETTINGS } from './settings.ts';
import { WRITING } from './writing.ts';

/** Every screen of the web app in the states that it has: empty, little, far too much, on its way, failed. */
export const SCREENS: readonly Screen[] = [...ENTRIES, ...PLACES, ...PAGES, ...WRITING, ...DIALOGS, ...SETTINGS];
