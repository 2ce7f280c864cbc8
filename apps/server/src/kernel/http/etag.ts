/** The entity tag of a thing that counts its changes (RFC 9110, section 8.8.3). */
export const etagOf = (version: number | string): string => `"${version}"`;
