import { language } from './language.ts';

/** Makes each formatter once a language: they are costly to make and lists need many. */
function perLanguage<Options, Formatter>(make: (locale: string, options: Options) => Formatter) {
  const made = new Map<string, Formatter>();
  return (options: Options): Formatter => {
    const key = `${language()} ${JSON.stringify(options)}`;
    const formatter = made.get(key) ?? make(language(), options);
    made.set(key, formatter);
    return formatter;
  };
}

/** Numbers, dates and relative times in the language of the screens. */
export const numberFormat = perLanguage(
  (locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
);
let zone: string | undefined;
const dates = perLanguage((locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options));
/** Writes dates in the time zone that the person chose, or the device's. */
export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  dates(zone === undefined ? options : { timeZone: zone, ...options });

/** `null` goes back to the time zone of the device. */
export function setTimeZone(name: string | null): void {
  zone = name ?? undefined;
}
export const relativeTimeFormat = perLanguage(
  (locale, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(locale, options),
);
