/** Lines that nobody writes by chance: headings, fences, boxes, tables, alerts. One is enough. */
const CERTAIN = [
  /^ {0,3}#{1,6} \S.*$/m,
  /^ {0,3}(?:```|~~~)[\w+-]*\s*$/m,
  /^ {0,3}[-*+] \[[ xX]\] \S/m,
  /^ {0,3}\|.+\|[ \t]*\n {0,3}\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$/m,
  /^ {0,3}\$\$[ \t]*$/m,
  /^ {0,3}> ?\[!\w+\]/m,
  /^\[\^[^\]\s]+\]: \S/m,
];

/** Lines that people write in plain text too; two of them, or one with inline marks beside it, are Markdown. */
const LIKELY = [
  /^ {0,3}[-*+] +\S.*$/gm,
  /^ {0,3}\d{1,9}[.)] +\S.*$/gm,
  /^ {0,3}> ?\S.*$/gm,
  /^ {0,3}(?:---|\*\*\*|___)[ \t]*$/gm,
];

/** Pairs of marks around words, and links. */
const INLINE =
  /(?:^|[\s("'])(?:\*\*(?=\S)[^*\n]+\*\*|__(?=\S)[^_\n]+__|~~(?=\S)[^~\n]+~~|`[^`\n]+`)(?=$|[\s.,;:!?)"'])|!?\[[^\]\n]+\]\((?:https?:|\/|#|\.{0,2}\/|mailto:)[^)\s]*(?: "[^"\n]*")?\)/gm;

/**
 * Whether plain text is meant as Markdown. Careful on purpose: a line of a chat
 * with an asterisk in it, an address or a sum is none, and stays as it is.
 */
export function looksLikeMarkdown(text: string): boolean {
  const sample = text.slice(0, 50_000).replace(/\r\n?/g, '\n');
  if (CERTAIN.some((pattern) => pattern.test(sample))) return true;
  const inline = sample.match(INLINE)?.length ?? 0;
  if (inline > 0) return true;
  const lines = LIKELY.map((pattern) => sample.match(pattern)?.length ?? 0);
  // Two lines of the same kind: a list, a quote of several lines.
  return lines.some((count) => count >= 2);
}
