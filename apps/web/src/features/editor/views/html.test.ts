import { expect, test } from 'vitest';
import { anchorName } from './html.ts';

test.for([
  ['<a id="install">', 'install'],
  ["<a name='old'>", 'old'],
  ['<a class="x" id=bare>', 'bare'],
  ['<a href="/x">', null],
  ['</a>', null],
  ['<abbr id="x">', null],
] as const)('%s leads to %s', ([html, name]) => {
  expect(anchorName(html)).toBe(name);
});
