import { expect, test } from 'vitest';
import { fileKind } from './file-kinds.ts';

test('what can be shown of a file follows from its type, then from its name', () => {
  expect(fileKind('image/png', 'a')).toBe('picture');
  expect(fileKind('application/pdf', 'a.txt')).toBe('pdf');
  expect(fileKind('application/octet-stream', 'notes.md')).toBe('text');
  expect(fileKind('text/html', 'page.html')).toBe('other');
  expect(fileKind('application/x-zip-compressed', 'a.zip')).toBe('archive');
  expect(fileKind('application/octet-stream', 'a.bin')).toBe('other');
});
