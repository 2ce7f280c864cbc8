import { getSchema } from '@tiptap/core';
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';
import type { BlockNode } from './block-node.ts';
import { documentExtensions } from './extensions/index.ts';
import { isIsoDate } from './iso-date.ts';
import { CALLOUT_KINDS, COLOURS, isCalloutKind, isColour } from './palette.ts';

let schema: Schema | undefined;

/** What is wrong with an attribute, in one sentence; the schema itself allows any value. */
function attributeFault({ type, attrs, marks }: ProseMirrorNode): string | null {
  const { level, width, date, background, colspan, rowspan } = attrs as Record<string, unknown>;
  const isCount = (value: unknown, most: number) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
  if (type.name === 'heading' && !isCount(level, 6)) {
    return `A heading has the level ${JSON.stringify(level)}; it must be 1 to 6.`;
  }
  if (type.name === 'column' && !(typeof width === 'number' && Number.isFinite(width) && width > 0)) {
    return `A column has the width ${JSON.stringify(width)}; it must be a number above 0.`;
  }
  if (type.name === 'callout' && !isCalloutKind(attrs['kind'])) {
    return `A callout is of the kind ${JSON.stringify(attrs['kind'])}; it must be one of ${CALLOUT_KINDS.join(', ')}.`;
  }
  if (type.name === 'dateMention' && !isIsoDate(date)) {
    return `A date is ${JSON.stringify(date)}; it must be written as YYYY-MM-DD.`;
  }
  if (type.name === 'tableCell' || type.name === 'tableHeader') {
    if (!isCount(colspan, 1000) || !isCount(rowspan, 1000))
      return 'A cell of a table spans no number of rows or columns.';
    if (background !== null && !isColour(background)) return unknownColour(background);
  }
  for (const mark of marks) {
    const colour: unknown = mark.attrs['colour'];
    const mayBeNone = mark.type.name !== 'textColour';
    if (colour !== undefined && !(mayBeNone && colour === null) && !isColour(colour)) return unknownColour(colour);
  }
  return null;
}

const unknownColour = (value: unknown): string =>
  `There is no colour ${JSON.stringify(value)}; there are ${COLOURS.join(', ')}.`;

/**
 * What keeps a body from being shown whole by the editor, in one sentence; `null`
 * when nothing does. An editor drops blocks that stand where they may not, so a
 * body from outside is checked before it is stored.
 */
export function schemaFault(body: BlockNode): string | null {
  schema ??= getSchema(documentExtensions());
  try {
    const node = schema.nodeFromJSON(body);
    node.check();
    let fault: string | null = null;
    node.descendants((block) => {
      fault ??= attributeFault(block);
      return fault === null;
    });
    return fault;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}.`;
  }
}
