import * as Y from 'yjs';
import type { BlockNode } from '../block-node.ts';
import { align } from './sequence-diff.ts';
import { readRuns, textRuns, type TextAttributes } from './text.ts';

// Words, spaces and single characters; by code point, so that no surrogate pair is cut in two.
const TOKENS = /[\p{L}\p{N}_]+|\s+|[^]/gu;

function tokens(text: string): string[] {
  return text.match(TOKENS) ?? [];
}

/** The edits that turn one text into another, word by word, from the end to the start. */
function textEdits(from: string, to: string): { index: number; remove: number; insert: string }[] {
  const left = tokens(from);
  const right = tokens(to);
  const pairs = align(left, right, {
    key: (token) => token,
    score: (one, other) => (one === other ? one.length : 0),
  });
  const edits: { index: number; remove: number; insert: string }[] = [];
  let index = 0;
  let row = 0;
  let column = 0;
  for (const [nextRow, nextColumn] of [...pairs, [left.length, right.length] as const]) {
    const removed = left.slice(row, nextRow).join('').length;
    const insert = right.slice(column, nextColumn).join('');
    if (removed > 0 || insert !== '') edits.push({ index, remove: removed, insert });
    index += removed + (left[nextRow]?.length ?? 0);
    row = nextRow + 1;
    column = nextColumn + 1;
  }
  return edits.toReversed();
}

function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) =>
    sameValue((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
  );
}

/** What has to be said so that `current` formatting becomes `wanted`; null takes a mark away. */
function formatChange(current: TextAttributes, wanted: TextAttributes): TextAttributes | null {
  const change: TextAttributes = {};
  for (const name of Object.keys(current)) if (!(name in wanted)) change[name] = null;
  for (const [name, value] of Object.entries(wanted)) if (!sameValue(current[name], value)) change[name] = value;
  return Object.keys(change).length > 0 ? change : null;
}

/** Changes a shared text into these nodes, touching only words and formatting that differ. */
export function mergeText(text: Y.XmlText, nodes: readonly BlockNode[]): void {
  const wanted = textRuns(nodes);
  const target = wanted.map((run) => run.insert).join('');
  const current = readRuns(text)
    .map((run) => run.insert)
    .join('');
  if (current.length !== text.length) {
    // Embedded objects of another program shift every index; such a text is written anew.
    text.delete(0, text.length);
    text.applyDelta(wanted);
    return;
  }
  if (current !== target) {
    for (const { index, remove, insert } of textEdits(current, target)) {
      if (remove > 0) text.delete(index, remove);
      if (insert !== '') text.insert(index, insert);
    }
  }
  const changes: { retain: number; attributes?: TextAttributes }[] = [];
  const runs = readRuns(text);
  let run = 0;
  let used = 0;
  for (const { insert, attributes } of wanted) {
    let left = insert.length;
    while (left > 0) {
      const here = runs[run];
      if (here === undefined) return;
      const length = Math.min(left, here.insert.length - used);
      const change = formatChange(here.attributes, attributes);
      changes.push(change === null ? { retain: length } : { retain: length, attributes: change });
      left -= length;
      used += length;
      if (used === here.insert.length) {
        run++;
        used = 0;
      }
    }
  }
  if (changes.some((change) => change.attributes !== undefined)) text.applyDelta(changes);
}
