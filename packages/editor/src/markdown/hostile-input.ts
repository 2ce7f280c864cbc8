/** More quotes and lists inside each other than this are text. */
const MAX_CONTAINERS = 50;
// The parser compares every closing mark with the opening ones before it, so one paragraph may hold only so many.
const MAX_BRACKETS = 4000;
const MAX_EMPHASIS = 1500;

// Every underlined heading makes the parser move the rest of the document.
const MAX_UNDERLINES = 3000;

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
const FENCE = /^[ \t>]*(?:[-+*][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})/;
const RULE = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/;
const LIST_LINE = /^([ \t]*)(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;
const BLOCK_START = /^[ \t]*(?:$|[|#>]|[-+*][ \t]|\d{1,9}[.)][ \t])/;

/** Where the container after the last allowed one begins, or null when there are not that many. */
function excessiveContainer(line: string): number | null {
  CONTAINER.lastIndex = 0;
  for (let count = 0; ; count++) {
    const start = CONTAINER.lastIndex;
    const match = CONTAINER.exec(line);
    if (match === null) return null;
    // The mark itself, and of a number the dot behind it.
    if (count === MAX_CONTAINERS) return start + match[0].length - 1;
  }
}

function columns(indent: string): number {
  let width = 0;
  for (const character of indent) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}

/** Escapes what is too much of one kind of mark within one paragraph. */
function escapeExcess(line: string, counts: { brackets: number; emphasis: number }): string {
  return line.replace(/\\?[[\]*_~$]/g, (mark) => {
    if (mark.startsWith('\\')) return mark;
    const tooMany = mark === '[' || mark === ']' ? ++counts.brackets > MAX_BRACKETS : ++counts.emphasis > MAX_EMPHASIS;
    return tooMany ? `\\${mark}` : mark;
  });
}

/**
 * Takes the edge off Markdown that would cost the parser its stack or hours:
 * containers nested without end and paragraphs of nothing but marks. What is
 * beyond any page of a person becomes text; everything else is left as it is.
 */
export function defuse(markdown: string): string {
  const marks = markdown.length > MAX_EMPHASIS || markdown.includes('>'.repeat(MAX_CONTAINERS));
  if (!marks) return markdown;
  let fence: string | null = null;
  let indents: number[] = [];
  let counts = { brackets: 0, emphasis: 0 };
  let underlines = 0;
  let changed = false;
  const lines = markdown.split('\n').map((line) => {
    const opening = FENCE.exec(line)?.[1];
    if (fence !== null) {
      if (opening?.startsWith(fence) === true) fence = null;
      return line;
    }
    if (opening !== undefined) {
      fence = opening;
      return line;
    }
    let safe = line;
    const list = LIST_LINE.exec(safe);
    if (list?.[1] !== undefined) {
      const width = columns(list[1]);
      indents = indents.filter((indent) => indent < width);
      if (indents.length >= MAX_CONTAINERS) safe = ' '.repeat(indents.at(-1) ?? 0) + safe.trimStart();
      else indents.push(width);
    }
    if (UNDERLINE.test(safe) && ++underlines > MAX_UNDERLINES) safe = safe.replace(/[=-]/, '\\$&');
    if (!RULE.test(safe)) {
      const excess = excessiveContainer(safe);
      if (excess !== null) safe = `${safe.slice(0, excess)}\\${safe.slice(excess)}`;
    }
    if (BLOCK_START.test(safe)) counts = { brackets: 0, emphasis: 0 };
    safe = escapeExcess(safe, counts);
    changed ||= safe !== line;
    return safe;
  });
  return changed ? lines.join('\n') : markdown;
}
