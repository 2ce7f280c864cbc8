/** A text as it is compared with what somebody types: without case, accents and width. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
