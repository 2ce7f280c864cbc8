import type { Blockquote, PhrasingContent, Text } from 'mdast';
import type { CalloutKind } from '../palette.ts';
import type { CalloutTree } from './tree.ts';

/** What other programs call their kinds; those of GitHub first. */
const KINDS: Readonly<Record<string, CalloutKind>> = {
  note: 'note',
  tip: 'tip',
  important: 'important',
  warning: 'warning',
  caution: 'caution',
  info: 'note',
  todo: 'note',
  abstract: 'note',
  summary: 'note',
  tldr: 'note',
  example: 'note',
  hint: 'tip',
  success: 'tip',
  check: 'tip',
  done: 'tip',
  question: 'important',
  help: 'important',
  faq: 'important',
  attention: 'warning',
  failure: 'caution',
  fail: 'caution',
  missing: 'caution',
  danger: 'caution',
  error: 'caution',
  bug: 'caution',
};

const MARKER = /^\[!([A-Za-z]+)\][+-]?(?:[ \t]+|(?=\n|$))/;

// Flags are pairs of letters; a picture may be joined with others, coloured, and end in a selector.
const EMOJI =
  /^(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f|[\u{e0020}-\u{e007f}])*)$/u;

/** Whether a text is one emoji. */
export function isEmoji(text: string): boolean {
  return EMOJI.test(text);
}

/** Splits what follows the marker into the rest of its line and the lines below. */
function splitLine(children: readonly PhrasingContent[]): [line: PhrasingContent[], below: PhrasingContent[]] {
  for (const [index, child] of children.entries()) {
    if (child.type === 'break') return [children.slice(0, index), children.slice(index + 1)];
    const end = child.type === 'text' ? child.value.indexOf('\n') : -1;
    if (child.type !== 'text' || end === -1) continue;
    const part = (value: string): Text[] => (value === '' ? [] : [{ ...child, value }]);
    return [
      [...children.slice(0, index), ...part(child.value.slice(0, end).trimEnd())],
      [...part(child.value.slice(end + 1)), ...children.slice(index + 1)],
    ];
  }
  return [[...children], []];
}

/**
 * The callout that a quote is whose first line says so (`[!NOTE]`, as on GitHub
 * and in Obsidian). An emoji behind it is the callout's icon; any other words
 * there, Obsidian's title, are its first paragraph.
 */
export function asCallout({ children: [head, ...rest] }: Blockquote, source: string): CalloutTree | null {
  const [first, ...others] = head?.type === 'paragraph' ? head.children : [];
  if (first?.type !== 'text') return null;
  const match = MARKER.exec(first.value);
  const kind = KINDS[match?.[1]?.toLowerCase() ?? ''];
  const offset = first.position?.start.offset;
  // An escaped bracket is a bracket.
  if (match === null || kind === undefined || offset === undefined || !source.startsWith('[!', offset)) return null;
  const value = first.value.slice(match[0].length);
  const [line, below] = splitLine([...(value === '' ? [] : [{ ...first, value }]), ...others]);
  const [only] = line;
  const sign = line.length === 1 && only?.type === 'text' ? only.value.trim() : '';
  const icon = isEmoji(sign) ? sign : null;
  return {
    type: 'callout',
    kind,
    icon,
    children: [
      ...(line.length > 0 && icon === null && !(line.length === 1 && only?.type === 'text' && sign === '')
        ? [{ type: 'paragraph' as const, children: [{ type: 'strong' as const, children: line }] }]
        : []),
      ...(below.length > 0 ? [{ type: 'paragraph' as const, children: below }] : []),
      ...rest,
    ],
  };
}
