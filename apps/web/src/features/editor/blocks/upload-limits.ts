/** The same numbers as in the contract, which would bring its whole schema library into this chunk. */
export const UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024;
export const IMAGE_LIMIT_BYTES = 25 * 1024 * 1024;
