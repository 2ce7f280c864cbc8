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

export type TextSize = 'small' | 'medium' | 'large';
export type PageWidth = 'normal' | 'wide';

const TEXT_SIZE_KEY = 'materi.textSize';
const PAGE_WIDTH_KEY = 'materi.pageWidth';

export function setTextSize(size: TextSize): void {
  writeStored(TEXT_SIZE_KEY, size);
  if (size === 'medium') delete document.documentElement.dataset.text;
  else document.documentElement.dataset.text = size;
}

export function setPageWidth(width: PageWidth): void {
  writeStored(PAGE_WIDTH_KEY, width);
  if (width === 'normal') delete document.documentElement.dataset.width;
  else document.documentElement.dataset.width = width;
}

export const useTextSize = (): TextSize => useStored<TextSize>(TEXT_SIZE_KEY, 'medium')[0];
export const usePageWidth = (): PageWidth => useStored<PageWidth>(PAGE_WIDTH_KEY, 'normal')[0];

export const useTheme = (): Theme => useStored<Theme>(THEME_KEY, 'system')[0];
export const useReading = (): Reading => useStored<Reading>(READING_KEY, 'sans')[0];
