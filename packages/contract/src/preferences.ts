import { z } from 'zod';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** How a person likes the app, on every device of theirs. What is not set follows the device. */
export const preferences = z
  .strictObject({
    language: z
      .string()
      .max(35)
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Must be a language tag, for example en.'),
    timeZone: z.string().min(1).max(64).refine(isTimeZone, 'Must be a time zone, for example Europe/Berlin.'),
    theme: z.enum(['system', 'light', 'dark']),
    reading: z.enum(['sans', 'serif']),
    textSize: z.enum(['small', 'medium', 'large']),
    pageWidth: z.enum(['normal', 'wide']),
  })
  .partial()
  .meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof preferences>;

/** Changes some preferences; `null` goes back to what the device says. */
export const preferencesUpdate = z
  .strictObject(
    Object.fromEntries(Object.entries(preferences.shape).map(([name, schema]) => [name, schema.nullable()])) as {
      [Name in keyof typeof preferences.shape]: z.ZodNullable<(typeof preferences.shape)[Name]>;
    },
  )
  .partial();
export type PreferencesUpdate = z.infer<typeof preferencesUpdate>;
