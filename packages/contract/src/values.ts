import { z } from 'zod';

/** A UUID of version 7 (RFC 9562, section 5.7): sorts by time of creation. */
export const id = z.uuid().describe('UUIDv7');

/** An instant in UTC (RFC 3339), for example `2026-11-20T12:00:00.000Z`. */
export const instant = z.iso.datetime().describe('RFC 3339, UTC');

/** What a list answers: one page and where the next one starts; `null` at the end. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** How a list is asked for. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many items at most, 1–200.'),
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before.'),
});

/** A line of text that people type as a name: no control characters, trimmed, 1–200 characters. */
export const nameText = z
  .string()
  .trim()
  .min(1, 'Must not be empty.')
  .max(200, 'Must be at most 200 characters.')
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Must not contain control characters.');

export const emailText = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  // After the trimming: an address that was pasted often brings a space along.
  .pipe(z.email('Must be an e-mail address, for example ada@example.org.'));

/** A new password: 10–200 characters, whatever they are (NIST SP 800-63B, section 5.1.1.2). */
export const newPassword = z
  .string()
  .min(10, 'Must be at least 10 characters.')
  .max(200, 'Must be at most 200 characters.');

export type Page<Item> = { items: Item[]; nextCursor: string | null };
