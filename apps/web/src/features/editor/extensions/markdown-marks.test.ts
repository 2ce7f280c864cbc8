import { expect, test } from 'vitest';
import { looksLikeMarkdown } from './markdown-marks.ts';

test.each([
  '# Title',
  '- item',
  '1. first',
  '> quote',
  '```\ncode\n```',
  '| a | b |',
  'some **bold** words',
  'a [link](https://x.org)',
  '$$\nx\n$$',
])('pasting %j makes blocks', (text) => {
  expect(looksLikeMarkdown(text)).toBe(true);
});

test.each([
  'plain words',
  'a * b * c',
  '#hashtag',
  'price: $5 and $6',
  '-5 degrees',
  '1.5 metres',
  'snake_case_name',
  'https://example.org/a_b_c',
])('pasting %j stays text', (text) => {
  expect(looksLikeMarkdown(text)).toBe(false);
});
