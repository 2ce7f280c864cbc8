import { expect, test } from 'vitest';
import { isFollowable, readAddress } from './links.ts';

test.each([
  ['example.org', 'https://example.org'],
  ['example.org/path?q=1#x', 'https://example.org/path?q=1#x'],
  [' https://example.org ', 'https://example.org'],
  ['ada@example.org', 'mailto:ada@example.org'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['/d/0190aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa', '/d/0190aaaa-aaaa-7aaa-8aaa-aaaaaaaaaaaa'],
  ['#section', '#section'],
])('%s is read as the address %s', (typed, address) => {
  expect(readAddress(typed)).toBe(address);
});

test.each(['', 'two words', 'word', 'javascript:alert(1)', 'data:text/html,x', 'vbscript:x'])(
  '%s is no address',
  (typed) => {
    expect(readAddress(typed)).toBeNull();
  },
);

test('a link that would run a program is not followed', () => {
  expect(isFollowable('javascript:alert(1)')).toBe(false);
  expect(isFollowable('JAVASCRIPT:alert(1)')).toBe(false);
  expect(isFollowable('data:text/html,<script>1</script>')).toBe(false);
  expect(isFollowable('https://example.org')).toBe(true);
  expect(isFollowable('other/page.md')).toBe(true);
});
