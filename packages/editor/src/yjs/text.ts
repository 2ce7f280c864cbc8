import { toBase64, encodeAny } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import * as Y from 'yjs';
import type { Attributes, BlockMark, BlockNode, JsonValue } from '../block-node.ts';
import { compareMarkTypes, markDefaults } from '../schema-defaults.ts';

/** Formatting of shared text: mark name (or name and hash) to the mark's attributes. */
export type TextAttributes = { [name: string]: JsonValue };

/** One run of shared text with its formatting. */
export interface TextRun {
  insert: string;
  attributes: TextAttributes;
}

const HASHED_NAME = /^(.*)--[a-zA-Z0-9+/=]{8}$/;

/** Whether a value read from a shared document is plain JSON; other programs may store anything. */
export function isJson(value: unknown, depth = 0): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > 32) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((item) => isJson(item, depth + 1));
}

/** An attribute name that does not touch an object's prototype. */
export function isSafeName(name: string): boolean {
  return name !== '__proto__' && name !== 'constructor' && name !== 'prototype';
}

function markHash(mark: BlockMark): string {
  const bytes = digest(
    encodeAny(mark.attrs === undefined ? { type: mark.type } : { type: mark.type, attrs: mark.attrs }),
  );
  const folded = bytes.slice(0, 6);
  for (let index = 6; index < bytes.length; index++) folded[index % 6] = (folded[index % 6] ?? 0) ^ (bytes[index] ?? 0);
  return toBase64(folded);
}

/**
 * Marks as the editor's binding (y-tiptap 3) writes them: one text attribute
 * per mark, named by its type. Marks of one type that overlap carry a hash in
 * their name, so that both find room.
 */
export function marksToAttributes(marks: readonly BlockMark[] | undefined): TextAttributes {
  const attributes: TextAttributes = {};
  for (const mark of marks ?? []) {
    const overlaps = (marks ?? []).some((other) => other !== mark && other.type === mark.type);
    const name = overlaps ? `${mark.type}--${markHash(mark)}` : mark.type;
    if (isSafeName(name)) attributes[name] = { ...markDefaults(mark.type), ...mark.attrs };
  }
  return attributes;
}

/** The way back; what is no mark (null, a foreign value's details) is dropped. */
export function attributesToMarks(attributes: Readonly<Record<string, unknown>>): BlockMark[] {
  const marks: BlockMark[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    const type = HASHED_NAME.exec(name)?.[1] ?? name;
    const attrs: Attributes = {};
    if (typeof value === 'object' && !Array.isArray(value) && isJson(value)) {
      for (const [key, item] of Object.entries(value as Attributes))
        if (item !== null && isSafeName(key)) attrs[key] = item;
    }
    marks.push(Object.keys(attrs).length > 0 ? { type, attrs } : { type });
  }
  return marks.toSorted((left, right) => compareMarkTypes(left.type, right.type));
}

/** The runs of a shared text; embedded objects of other programs are left out. */
export function readRuns(text: Y.XmlText): TextRun[] {
  const runs: TextRun[] = [];
  for (const part of text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]) {
    if (typeof part.insert !== 'string' || part.insert === '') continue;
    const attributes: TextAttributes = {};
    for (const [name, value] of Object.entries(part.attributes ?? {})) {
      if (value !== null && isSafeName(name) && isJson(value)) attributes[name] = value;
    }
    runs.push({ insert: part.insert, attributes });
  }
  return runs;
}

/** The text nodes of a shared text. */
export function readText(text: Y.XmlText): BlockNode[] {
  return readRuns(text).map(({ insert, attributes }) => {
    const marks = attributesToMarks(attributes);
    return marks.length > 0 ? { type: 'text', text: insert, marks } : { type: 'text', text: insert };
  });
}

/** Text nodes as runs. Lone surrogates become U+FFFD, as they would on the wire. */
export function textRuns(nodes: readonly BlockNode[]): TextRun[] {
  return nodes
    .filter((node) => node.text !== undefined && node.text !== '')
    .map((node) => ({ insert: (node.text ?? '').toWellFormed(), attributes: marksToAttributes(node.marks) }));
}

/** A new shared text with these nodes. */
export function createText(nodes: readonly BlockNode[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(textRuns(nodes));
  return text;
}
