import { v7, validate, version } from 'uuid';

/** A new UUIDv7 (RFC 9562, section 5.7); later ones sort after earlier ones. */
export const newId = (): string => v7();

/** Whether a text is a UUID of version 7. */
export const isId = (text: string): boolean => validate(text) && version(text) === 7;
