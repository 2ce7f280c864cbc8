/** Marks of Markdown that plain words do not have. One is enough for a block mark, inline marks need a pair. */
const BLOCK_MARKS = /^(#{1,6} \S|[-*+] \S|\d{1,9}[.)] \S|> ?\S|```|~~~|\|.+\||- \[[ x]\]|\$\$|---$)/m;
const INLINE_MARKS = /(\*\*[^*\n]+\*\*|`[^`\n]+`|\[[^\]\n]+\]\([^)\n]+\)|~~[^~\n]+~~)/;

/** Whether pasted text is meant as Markdown. */
export const looksLikeMarkdown = (text: string): boolean => BLOCK_MARKS.test(text) || INLINE_MARKS.test(text);
