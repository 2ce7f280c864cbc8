import { useStored, writeStored } from './stored.ts';

// The same keys are read by public/appearance.js before the first paint.
const THEME_KEY = 'materi.theme';
const READING_KEY = 'materi.reading';

export type Theme = 'system' | 'light' | 'dark';
export type Reading = 'sans' | 'serif';

export function setTheme(theme: Theme): void {
  writeStored(THEME_KEY, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function setReading(reading: Reading): void {
  writeStored(READING_KEY, reading);
  if (reading === 'sans') delete document.documentElement.dataset.reading;
  else document.documentElement.dataset.reading = reading;
}

export const useTheme = (): Theme => useStored<Theme>(THEME_KEY, 'system')[0];
export const useReading = (): Reading => useStored<Reading>(READING_KEY, 'sans')[0];
