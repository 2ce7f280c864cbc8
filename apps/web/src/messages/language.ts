import { useSyncExternalStore } from 'react';
import type { EditorMessages } from '../features/editor/messages/en.ts';
import type { Messages } from './en/index.ts';

/** The words of one language, those of the editor apart: in English they come with its code. */
export interface Words {
  readonly screens: Messages;
  readonly editor: EditorMessages;
}

interface Language {
  /** In the language itself, for whoever cannot read the present one. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** Absent for English, which is always there. */
  load?(): Promise<Words>;
}

/**
 * The languages of the screens. A new one needs a folder beside `en/`, a line here, and one in
 * public/appearance.js (docs/guides/languages.md). The part `words-…` is kept on the device when there is time.
 */
export const LANGUAGES = {
  en: { name: 'English', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl', load: () => import('./ar/words-ar.ts').then(({ ar }) => ar) },
} as const satisfies Record<string, Language>;

export type LanguageCode = keyof typeof LANGUAGES;

// The same key is read by public/appearance.js before the first paint.
const KEY = 'materi.language';

let current: LanguageCode = 'en';
let words: Words | null = null;
const listeners = new Set<() => void>();

const isKnown = (code: unknown): code is LanguageCode => typeof code === 'string' && Object.hasOwn(LANGUAGES, code);

/** The language that was chosen on this device; else the first of the browser's that we speak. */
function preferred(): LanguageCode {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (isKnown(stored)) return stored;
  } catch {
    // Storage may be forbidden; the browser's languages hold then.
  }
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isKnown) ?? 'en';
}

/** The language of the screens, as a BCP 47 tag for `Intl` too. */
export const language = (): LanguageCode => current;

export const direction = (): 'ltr' | 'rtl' => LANGUAGES[current].direction;

/** An arrow key as it would be pressed where lines run from left to right: → leads in, ← leads out. */
export function inlineKey(key: string): string {
  if (direction() === 'ltr') return key;
  return { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }[key] ?? key;
}

/** The translated words; `null` in English. */
export const translated = (): Words | null => words;

async function speak(code: LanguageCode): Promise<void> {
  const wanted: Language = LANGUAGES[code];
  words = wanted.load === undefined ? null : await wanted.load();
  current = code;
  document.documentElement.lang = code;
  document.documentElement.dir = wanted.direction;
  listeners.forEach((listener) => listener());
}

/** Call before the first paint. A language that cannot be fetched leaves English. */
export async function startLanguage(): Promise<void> {
  await speak(preferred()).catch(() => speak('en'));
}

/** Changes the language of this device at once; the screens are drawn anew. */
export async function setLanguage(code: LanguageCode): Promise<void> {
  await speak(code);
  try {
    localStorage.setItem(KEY, JSON.stringify(code));
  } catch {
    // Full or forbidden: the choice lasts as long as the tab.
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useLanguage = (): LanguageCode => useSyncExternalStore(subscribe, language);
