import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import { documentExtensions } from '@materi/editor/view';
import { placeAt, spotOf } from './upload-places.ts';

const schema = getSchema(documentExtensions());
const page = (...ids: string[]) =>
  schema.node(
    'doc',
    null,
    ids.map((id) => schema.node('paragraph', { id }, id.startsWith('empty') ? [] : [schema.text(id)])),
  );
const LINE = ['f1', 'f2', 'f3'];
/** Behind which block of the page a file goes; `null` at the top. */
function behind(ids: string[], file: string, place: ReturnType<typeof placeAt>): string | null {
  const doc = page(...ids);
  const { position } = spotOf(doc, file, place);
  return position === 0 ? null : String(doc.resolve(position).nodeBefore?.attrs['id']);
}

test('a file goes behind the one before it, in front of the one after it, or else to where all were added', () => {
  const place = placeAt(page('a', 'b'), 1, LINE);
  expect(behind(['a', 'b'], 'f2', place)).toBe('a');
  expect(behind(['a', 'f1', 'b'], 'f3', place)).toBe('f1');
  expect(behind(['a', 'f3', 'b'], 'f1', place)).toBe('a');
  expect(behind(['a', 'f1', 'f3', 'b'], 'f2', place)).toBe('f1');
});

test('the others may be moved, and the block at which they were added may go', () => {
  const place = placeAt(page('a', 'b'), 1, LINE);
  expect(behind(['a', 'b', 'f1'], 'f2', place)).toBe('f1');
  expect(behind(['b', 'f3'], 'f2', place)).toBe('b');
  expect(behind(['b'], 'f1', place)).toBeNull();
});

test('an empty paragraph makes room for the first to arrive, and for none after it', () => {
  const place = placeAt(page('a', 'empty', 'b'), 4, LINE);
  expect(place.anchorId).toBe('empty');
  expect(spotOf(page('a', 'empty', 'b'), 'f2', place).replaces?.attrs['id']).toBe('empty');
  expect(spotOf(page('a', 'f2', 'empty', 'b'), 'f1', place)).toEqual({ position: 3, replaces: null });
  // Somebody wrote in it meanwhile.
  const written = schema.node('doc', null, [schema.node('paragraph', { id: 'empty' }, [schema.text('words')])]);
  expect(spotOf(written, 'f1', place)).toEqual({ position: 7, replaces: null });
});
