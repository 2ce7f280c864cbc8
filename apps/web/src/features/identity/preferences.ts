import type { Me, Preferences, PreferencesUpdate } from '@materi/contract';
import { useEffect } from 'react';
import { api, queryClient } from '../../api.ts';
import { setTimeZone } from '../../messages/format.ts';
import { language, LANGUAGES, setLanguage, type LanguageCode } from '../../messages/language.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { setPageWidth, setReading, setTextSize, setTheme } from '../frame/appearance.ts';
import { meQuery } from './queries.ts';

const isSpoken = (code: string): code is LanguageCode => Object.hasOwn(LANGUAGES, code);

/** Shows what was chosen; what was not is left as this device has it. */
function show(chosen: PreferencesUpdate): void {
  if (chosen.theme !== undefined) setTheme(chosen.theme ?? 'system');
  if (chosen.reading !== undefined) setReading(chosen.reading ?? 'sans');
  if (chosen.textSize !== undefined) setTextSize(chosen.textSize ?? 'medium');
  if (chosen.pageWidth !== undefined) setPageWidth(chosen.pageWidth ?? 'normal');
  if (chosen.timeZone !== undefined) setTimeZone(chosen.timeZone);
  if (typeof chosen.language === 'string' && isSpoken(chosen.language) && chosen.language !== language())
    void setLanguage(chosen.language);
}

/** Chosen on the way in; the account hears of it once somebody is inside. */
let chosenOnEntry: LanguageCode | null = null;

/** Changes the language of this device before anybody is signed in. */
export async function chooseLanguageHere(code: LanguageCode): Promise<void> {
  chosenOnEntry = code;
  await setLanguage(code);
}

/** Chooses something: at once on this device, and on the others through the account. */
export async function prefer(change: PreferencesUpdate): Promise<void> {
  show(change);
  const before = queryClient.getQueryData(meQuery.queryKey);
  if (before !== undefined) queryClient.setQueryData(meQuery.queryKey, withChange(before, change));
  try {
    await api.me.prefer(change);
  } catch {
    toast({ key: 'preferences', text: t('settings.this_device_only') });
  }
}

function withChange(me: Me, change: PreferencesUpdate): Me {
  const entries = Object.entries({ ...me.preferences, ...change }).filter(([, value]) => value !== null);
  return { ...me, preferences: Object.fromEntries(entries) as Preferences };
}

/** Brings the choices that a person made elsewhere to this device. */
export function usePreferences(preferences: Preferences): void {
  useEffect(() => {
    const chosen = chosenOnEntry;
    chosenOnEntry = null;
    if (chosen === null || chosen === preferences.language) show({ timeZone: null, ...preferences });
    else void prefer({ ...preferences, language: chosen });
  }, [preferences]);
}
