/** What is looked for in a page. */
export interface FindQuery {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
  isPattern: boolean;
}

/** A place in one of the texts that were searched; `text` is what would stand there instead. */
export interface TextMatch {
  block: number;
  start: number;
  end: number;
  text: string;
}

/** More than anybody looks at, and few enough to keep. */
export const MATCH_LIMIT = 10_000;
/** A pattern is something that a person typed. */
const PATTERN_LIMIT = 1_000;

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
const WORD = String.raw`[\p{L}\p{M}\p{N}_]`;

/** The expression for a query; `null` when the pattern cannot be read. */
export function expressionFor({ text, matchCase, wholeWord, isPattern }: FindQuery): RegExp | null {
  if (text === '' || text.length > PATTERN_LIMIT) return null;
  const source = isPattern ? `(?:${text})` : escaped(text);
  const whole = wholeWord ? `(?<!${WORD})${source}(?!${WORD})` : source;
  try {
    return new RegExp(whole, matchCase ? 'gu' : 'giu');
  } catch {
    return null;
  }
}

/** `$1`, `$<name>` and `$&` in what a pattern is replaced with. */
function expanded(replacement: string, match: RegExpExecArray): string {
  return replacement.replaceAll(/\$(\$|&|<([^>]*)>|\d{1,2})/g, (whole, sign: string, name: string | undefined) => {
    if (sign === '$') return '$';
    if (sign === '&') return match[0];
    if (name !== undefined) return match.groups?.[name] ?? whole;
    return match[Number(sign)] ?? (Number(sign) < match.length && Number(sign) > 0 ? '' : whole);
  });
}

/** Where the query is found in one text. Matches of no length are none. */
export function matchText(text: string, block: number, expression: RegExp, replacement: string | null): TextMatch[] {
  const found: TextMatch[] = [];
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const [whole] = match;
    if (whole === '') {
      expression.lastIndex += 1;
      continue;
    }
    const instead = replacement === null ? '' : expanded(replacement, match);
    found.push({ block, start: match.index, end: match.index + whole.length, text: instead });
    if (found.length >= MATCH_LIMIT) break;
  }
  return found;
}

/** Where the query is found in the texts, first to last. A replacement of plain words is taken as it is. */
export function matchTexts(texts: readonly string[], query: FindQuery, replacement: string | null): TextMatch[] {
  const expression = expressionFor(query);
  if (expression === null) return [];
  const literal = replacement !== null && !query.isPattern ? replacement.replaceAll('$', '$$$$') : replacement;
  const found: TextMatch[] = [];
  for (const [block, text] of texts.entries()) {
    found.push(...matchText(text, block, expression, literal));
    if (found.length >= MATCH_LIMIT) return found.slice(0, MATCH_LIMIT);
  }
  return found;
}
